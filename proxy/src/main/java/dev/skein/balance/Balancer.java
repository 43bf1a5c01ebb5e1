package dev.skein.balance;

/**
 * An algorithm. It reads a set and a context and keeps nothing of its own, so that one value serves a pool for ever.
 *
 * <p>Contract of all: the pick is a server that accepts new requests, was not tried before by this exchange, and is not
 * full; of the best rank that has one; -1 only if no rank has any. No lock, no allocation.
 */
public sealed interface Balancer
        permits RoundRobin, LeastConnections, PowerOfTwo, WeightedRandom, ConsistentHash, LeastLatency {

    /** Number of the server to use, or -1 if there is none. */
    default int pick(Candidates set, PickContext context) {
        context.look(set);
        for (int rank = 0, ranks = set.tiers(); rank < ranks; rank++) {
            int server = choose(set.tier(rank), context);
            if (server >= 0) {
                return server;
            }
        }
        return -1;
    }

    /** Number of the server to use out of one rank, or -1 if it has none. For {@link #pick} alone. */
    int choose(Tier tier, PickContext context);

    /** Whether own-zone servers must not be preferred, because every node has to give the same answer. */
    default boolean ignoresZones() {
        return false;
    }
}
