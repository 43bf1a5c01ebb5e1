package dev.skein.control;

import dev.skein.balance.Affinity;
import dev.skein.balance.Candidates;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Snapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many sessions of those that one node saw lately are bound to each server, told to all others every five seconds. A
 * session whose requests came by several nodes is counted by each of them.
 *
 * @param byServer those with any, of pools whose sessions go by a key
 */
public record SessionCounts(Map<ServerKey, Integer> byServer) {
    /** The kind of such reports. */
    public static final String KIND = "sessions";

    private static final int VERSION = 1;

    public SessionCounts {
        byServer = Map.copyOf(byServer);
    }

    /** As this node finds them now; looks at all that is remembered. Any thread. */
    public static SessionCounts of(Snapshot snapshot, long now) {
        Map<ServerKey, Integer> found = new HashMap<>();
        for (Pool pool : snapshot.pools().values()) {
            Candidates set = pool.view().candidates();
            Map<Long, Integer> counts = counts(set, now);
            for (int i = 0; counts != null && i < set.size(); i++) {
                int count = counts.getOrDefault(set.at(i).id(), 0);
                if (count > 0) {
                    found.put(set.at(i).key(), count);
                }
            }
        }
        return new SessionCounts(found);
    }

    private static @Nullable Map<Long, Integer> counts(Candidates set, long now) {
        return set.selection().affinity() instanceof Affinity.Keyed keyed ? keyed.counts(now) : null;
    }

    /** Whether the sessions of such a pool are remembered. */
    public static boolean kept(Candidates set) {
        return set.selection().affinity() instanceof Affinity.Keyed keyed && keyed.remembers();
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(byServer.size());
        byServer.forEach((key, count) -> out.text(key.pool()).text(key.server()).number(count));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static SessionCounts decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Map<ServerKey, Integer> byServer = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            byServer.put(new ServerKey(in.text(), in.text()), (int) Math.min(Integer.MAX_VALUE, in.number()));
        }
        return new SessionCounts(byServer);
    }
}
