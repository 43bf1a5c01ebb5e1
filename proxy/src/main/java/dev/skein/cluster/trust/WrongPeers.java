package dev.skein.cluster.trust;

import dev.skein.model.Ticker;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps those who knock and are refused from filling the log: a line a minute for each of them and each reason, and no
 * more than {@value #MOST} of these at a time; what is beyond shares a line. Any thread.
 */
public final class WrongPeers {
    private static final int MOST = 64;
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String OTHERS = "others";

    private final Ticker ticker;
    private final Consumer<String> log;
    private final Map<String, Told> told = new HashMap<>();

    private static final class Told {
        private long at;
        private long leftOut;
    }

    /** @param log gets the lines */
    public WrongPeers(Ticker ticker, Consumer<String> log) {
        this.ticker = ticker;
        this.log = log;
    }

    /**
     * Tells of one, perhaps.
     *
     * @param who an address without its port: a new port with each try is not news
     * @param why the same text for the same reason
     */
    public void refused(String who, String why) {
        tell(who, "refused: " + why);
    }

    /** Tells something else of one, perhaps: that it refused us, say. */
    public void tell(String who, String what) {
        String line = who + ": " + what;
        long leftOut = due(line);
        if (leftOut == 0) {
            log.accept(line);
        } else if (leftOut > 0) {
            log.accept(line + " (and " + leftOut + " more times since the last such line)");
        }
    }

    /** How many were left out before, or -1 if this one is, too. */
    private synchronized long due(String line) {
        long now = ticker.nanos();
        String key = told.containsKey(line) || told.size() < MOST || forgetOld(now) ? line : OTHERS;
        Told last = told.get(key);
        if (last != null && now - last.at < PERIOD_NANOS) {
            last.leftOut++;
            return -1;
        }
        Told next = new Told();
        next.at = now;
        told.put(key, next);
        return last == null ? 0 : last.leftOut;
    }

    private boolean forgetOld(long now) {
        for (Iterator<Told> all = told.values().iterator(); all.hasNext(); ) {
            if (now - all.next().at >= 2 * PERIOD_NANOS) {
                all.remove();
            }
        }
        return told.size() < MOST;
    }
}
