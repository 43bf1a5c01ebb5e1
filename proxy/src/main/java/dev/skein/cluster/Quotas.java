package dev.skein.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Limits that count the whole cluster: a node claims its part again and again, for what it expects to need until then. Asked
 * by a timer, never by a request.
 */
public final class Quotas {
    /**
     * This node's part of a limit.
     *
     * @param amount what it may use
     * @param shared whether it was divided with the others; else it is an equal part, since they can't be asked
     */
    public record Grant(long amount, boolean shared) {}

    private final Membership membership;
    private volatile @Nullable GridCarrier carrier;
    private volatile int expected;

    Quotas(Membership membership, int expected) {
        this.membership = membership;
        this.expected = expected;
    }

    /**
     * Claims a part. Where the others can't be asked, or most of them are away, it is an equal part for each node that
     * there should be: two sides of a split then stay near the capacity together. It is at least 1, so a capacity below
     * the number of nodes may be exceeded then.
     *
     * @param limit name of what is limited
     * @param capacity of the whole cluster, 0 or more, in any unit
     * @param wanted what this node could use now; what it gets is never more
     * @return completes, never with a failure, on any thread
     */
    public CompletionStage<Grant> claim(String limit, long capacity, long wanted) {
        return claim(limit, capacity, wanted, 0);
    }

    /** Likewise of places that last: those that are in use are not taken away while the others can be asked. */
    public CompletionStage<Grant> claim(String limit, long capacity, long wanted, long held) {
        int nodes = expected();
        if (nodes <= 1) {
            return CompletableFuture.completedStage(new Grant(Math.min(capacity, wanted), true));
        }
        var live = membership.live();
        GridCarrier to = carrier;
        Grant equal = new Grant(Math.min(Math.min(capacity, wanted), Math.max(1, capacity / nodes)), false);
        if (to == null || live.size() * 2 <= nodes) {
            return CompletableFuture.completedStage(equal);
        }
        // Each grid divides what its nodes would have of it; where there is one, that is all.
        var mates = membership.mates();
        long part = mates.size() == live.size() ? capacity : Math.max(1, capacity * mates.size() / live.size());
        return to.claim(limit, new Claim(membership.self().id(), Math.min(part, capacity), wanted, mates, held))
                .handle((granted, failure) -> failure == null ? new Grant(granted, true) : equal);
    }

    /** How many nodes there should be, this one included; at least 1. */
    public void expect(int nodes) {
        expected = Math.max(1, nodes);
    }

    /** How many nodes there should be; never less than there are, as names may not have been looked up yet. */
    public int expected() {
        return Math.max(expected, membership.live().size());
    }

    void carrier(@Nullable GridCarrier next) {
        carrier = next;
    }
}
