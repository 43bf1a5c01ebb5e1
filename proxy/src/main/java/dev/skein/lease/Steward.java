package dev.skein.lease;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a plan into wishes of this node's holder: the first in the plan goes for what nobody holds, the others step in two
 * heartbeats later each, the holder hands over to the one that should have it. Pure; of the heartbeat's thread.
 */
public final class Steward {
    private final String node;
    private final Holder holder;
    private final Map<Long, Long> vacantSince = new HashMap<>();
    private final Map<Long, Long> heldSince = new HashMap<>();

    public Steward(String node, Holder holder) {
        this.node = node;
        this.holder = holder;
    }

    /**
     * What is known about one resource.
     *
     * @param ranked nodes that may hold it, the one that should first
     * @param heldByOther whether a majority of the voters names another incarnation
     * @param first incarnation of the first in the plan if it is alive and another node; else 0
     */
    public record Situation(long resource, List<String> ranked, boolean heldByOther, long first) {}

    public void attend(long now, Situation situation, Timing timing) {
        long resource = situation.resource();
        if (holder.answering(resource, now)) {
            vacantSince.remove(resource);
            // A plan from before this node held it may name another, whose plan names this one: back and forth at once.
            if (now - heldSince.computeIfAbsent(resource, _ -> now) >= 2 * timing.interval()) {
                makeRoom(now, situation);
            }
            return;
        }
        heldSince.remove(resource);
        int rank = situation.ranked().indexOf(node);
        if (situation.heldByOther() || rank < 0) {
            vacantSince.remove(resource);
            holder.release(resource, now);
            return;
        }
        long since = vacantSince.computeIfAbsent(resource, _ -> now);
        if (now - since >= 2L * rank * timing.interval()) {
            holder.want(resource, now);
        }
    }

    private void makeRoom(long now, Situation situation) {
        boolean mine =
                !situation.ranked().isEmpty() && situation.ranked().getFirst().equals(node);
        if (!mine && situation.first() != 0) {
            holder.handOver(situation.resource(), situation.first(), now);
        } else if (situation.ranked().isEmpty()) {
            holder.release(situation.resource(), now);
        }
    }

    /** Gives back whatever there is, because this node goes. */
    public void leave(long now, Iterable<Long> resources) {
        resources.forEach(resource -> holder.release(resource, now));
    }
}
