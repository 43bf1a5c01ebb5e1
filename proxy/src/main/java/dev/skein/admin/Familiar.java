package dev.skein.admin;

import dev.skein.model.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From which networks users came in with their passwords, within the last thirty days and since the node began. Bounded: the
 * one that was used longest ago is forgotten first. Confined to the admin loop.
 */
final class Familiar {
    private static final long KEPT_NANOS = TimeUnit.DAYS.toNanos(30);
    private static final int MOST = 4096;

    private final Ticker ticker;
    private final Map<Way, Long> ways = new LinkedHashMap<>();

    private record Way(String user, String network) {}

    Familiar(Ticker ticker) {
        this.ticker = ticker;
    }

    void seen(String user, String network) {
        Way way = new Way(user, network);
        ways.remove(way);
        ways.put(way, ticker.nanos());
        if (ways.size() > MOST) {
            ways.remove(ways.keySet().iterator().next());
        }
    }

    boolean is(String user, String network) {
        Long at = ways.get(new Way(user, network));
        return at != null && ticker.nanos() - at < KEPT_NANOS;
    }
}
