package dev.skein.lease;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a plan into wishes of this node's holder: the first in the plan goes for what nobody holds, the others step in half a
 * heartbeat later each, the holder hands over to the one that should have it, once that is ready. Pure; of the heartbeat's
 * thread.
 */
public final class Steward {
    private final String node;
    private final Holder holder;
    private final Readiness readiness;
    private final Map<Long, Long> vacantSince = new HashMap<>();
    private final Map<Long, Long> heldSince = new HashMap<>();
    private final Map<Long, Long> leftUntil = new HashMap<>();

    /** @param readiness of successors, before anything is handed over to them */
    public Steward(String node, Holder holder, Readiness readiness) {
        this.node = node;
        this.holder = holder;
        this.readiness = readiness;
    }

    /** Whether a successor is ready to take something over without a gap; asked again and again until it is. */
    @FunctionalInterface
    public interface Readiness {
        /** {@code successor} is an incarnation. */
        boolean ready(long resource, long successor);
    }

    /** Whom a majority of the voters names as the holder, as far as they tell. */
    public enum Named {
        NOBODY,
        /** This node's incarnation, whether it knows of it or not: the voters may have moved their promise to it. */
        THIS,
        OTHER
    }

    /**
     * What is known about one resource.
     *
     * @param ranked nodes that may hold it, the one that should first
     * @param first incarnation of the first in the plan if it is alive and another node; else 0
     */
    public record Situation(long resource, List<String> ranked, Named named, long first) {}

    /** Does what follows from the situation at {@code now}. */
    public void attend(long now, Situation situation, Timing timing) {
        long resource = situation.resource();
        if (holder.answering(resource, now)) {
            vacantSince.remove(resource);
            // A plan from before this node held it may name another, whose plan names this one: back and forth at once.
            if (now - heldSince.computeIfAbsent(resource, _ -> now) >= 2 * timing.interval()) {
                makeRoom(now, situation, timing);
            }
            return;
        }
        heldSince.remove(resource);
        int rank = situation.ranked().indexOf(node);
        if (situation.named() == Named.OTHER || rank < 0) {
            vacantSince.remove(resource);
            holder.release(resource, now);
            return;
        }
        // What was handed over is the successor's, whatever voters say that have not heard of it yet.
        if (leftUntil.containsKey(resource) && now - leftUntil.getOrDefault(resource, now) < 0) {
            return;
        }
        long since = vacantSince.computeIfAbsent(resource, _ -> now);
        if (situation.named() == Named.THIS || now - since >= rank * timing.interval() / 2) {
            holder.want(resource, now);
        }
    }

    private void makeRoom(long now, Situation situation, Timing timing) {
        long resource = situation.resource();
        boolean mine =
                !situation.ranked().isEmpty() && situation.ranked().getFirst().equals(node);
        if (!mine && situation.first() != 0) {
            if (readiness.ready(resource, situation.first())) {
                leftUntil.put(resource, now + timing.promise());
                holder.handOver(resource, situation.first(), now);
            }
        } else if (situation.ranked().isEmpty()) {
            holder.release(resource, now);
        }
    }

    /** Gives back whatever there is, because this node goes. */
    public void leave(long now, Iterable<Long> resources) {
        resources.forEach(resource -> holder.release(resource, now));
    }
}
