package dev.skein.keeper;

import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The connections that other nodes have told of, for the day on which this one has to tell their clients that they are gone.
 * Kept as they came, since most are never read. Of the heartbeat's thread.
 */
final class Clientele {
    /** What was told before that says little about now. */
    private static final long TOO_OLD = TimeUnit.SECONDS.toNanos(30);

    private final Ticker ticker;
    private final Map<String, Told> byNode = new HashMap<>();

    private record Told(byte[] flows, long at) {}

    Clientele(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The connections of all addresses of that node, instead of what it told before. */
    void told(String node, byte[] flows) {
        if (flows.length == 0) {
            byNode.remove(node);
        } else {
            byNode.put(node, new Told(flows, ticker.nanos()));
        }
    }

    /** Connections to an address that those nodes have, as they told last. */
    Set<Flow> of(InetAddress address, Set<String> nodes) {
        Set<Flow> all = new HashSet<>();
        byNode.forEach((node, told) -> {
            Map<InetAddress, List<Flow>> flows = nodes.contains(node) ? FlowCodec.read(told.flows()) : null;
            if (flows != null && ticker.nanos() - told.at() < TOO_OLD) {
                all.addAll(flows.getOrDefault(address, List.of()));
            }
        });
        return all;
    }

    /** Connections to an address that those nodes had, each told of once. */
    List<Flow> take(InetAddress address, Predicate<String> nodes) {
        List<Flow> all = new ArrayList<>();
        for (String node : List.copyOf(byNode.keySet())) {
            Told told = byNode.get(node);
            if (told == null || !nodes.test(node)) {
                continue;
            }
            Map<InetAddress, List<Flow>> flows = FlowCodec.read(told.flows());
            List<Flow> of = flows == null ? null : flows.remove(address);
            if (flows != null && of != null) {
                byNode.put(node, new Told(FlowCodec.write(flows), told.at()));
                if (ticker.nanos() - told.at() < TOO_OLD) {
                    all.addAll(of);
                }
            }
        }
        return all;
    }
}
