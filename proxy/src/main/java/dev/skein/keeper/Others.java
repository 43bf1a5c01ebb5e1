package dev.skein.keeper;

import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.heartbeat.Standing.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What other nodes say of where they stand with addresses. Of the heartbeat's thread. */
final class Others {
    private final Map<String, Other> byName = new TreeMap<>();

    private static final class Other {
        long boot;
        Liveness liveness = Liveness.ALIVE;
        Map<Long, Standing> standings = new HashMap<>();
    }

    void stands(String node, long boot, Standing standing) {
        Other other = byName.computeIfAbsent(node, _ -> new Other());
        if (other.boot != boot) {
            other.boot = boot;
            other.standings = new HashMap<>();
        }
        other.standings.put(standing.resource(), standing);
    }

    void heard(String node, Liveness liveness) {
        byName.computeIfAbsent(node, _ -> new Other()).liveness = liveness;
    }

    /** Of that incarnation, if it speaks at present; null if it never told. */
    @Nullable
    Standing of(long boot, long resource) {
        for (Other other : byName.values()) {
            if (other.boot == boot && other.liveness != Liveness.GONE) {
                return other.standings.get(resource);
            }
        }
        return null;
    }

    /** The hardware address under which a node takes what is sent to the resource; 0 if unknown. */
    long mac(String node, long resource) {
        Other other = byName.get(node);
        Standing standing = other == null ? null : other.standings.get(resource);
        return standing == null ? 0 : standing.mac();
    }

    /** The incarnation that offers the resource to {@code self}; 0 if none does. */
    long offering(long resource, long self) {
        for (Other other : byName.values()) {
            Standing standing = other.standings.get(resource);
            if (other.liveness == Liveness.ALIVE
                    && standing != null
                    && standing.kind() == Kind.OFFERING
                    && standing.other() == self) {
                return other.boot;
            }
        }
        return 0;
    }

    /**
     * The name of a former holder that still serves it, or is about to: best the one that hands it to {@code self}; empty if
     * none does.
     */
    String serving(long resource, long self) {
        String found = "";
        for (Map.Entry<String, Other> each : byName.entrySet()) {
            Standing standing = each.getValue().standings.get(resource);
            if (standing != null
                    && (standing.kind() == Kind.SERVING || standing.kind() == Kind.OFFERING && standing.other() == self)
                    && each.getValue().liveness != Liveness.GONE
                    && (found.isEmpty() || standing.other() == self)) {
                found = each.getKey();
            }
        }
        return found;
    }

    /** Whether the node takes connections that the holder sends on. */
    boolean isReady(String node, long resource) {
        return stands(node, resource, Kind.READY);
    }

    /** Whether the node has connections of an address that it held before. */
    boolean serves(String node, long resource) {
        return stands(node, resource, Kind.SERVING);
    }

    private boolean stands(String node, long resource, Kind kind) {
        Other other = byName.get(node);
        Standing standing = other == null ? null : other.standings.get(resource);
        return other != null && standing != null && standing.kind() == kind && other.liveness != Liveness.GONE;
    }

    Set<Long> macs() {
        Set<Long> all = new HashSet<>();
        byName.values().forEach(other -> other.standings.values().forEach(standing -> all.add(standing.mac())));
        all.remove(0L);
        return all;
    }
}
