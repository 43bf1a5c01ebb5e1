package dev.skein.balance;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and Schomaker 2005): every server
 * draws a number for the key, the lowest in relation to its weight wins. The answer depends on key, ids and weights only,
 * never on order or node; a server that comes or goes moves exactly the keys it wins or had, spread over all others.
 *
 * <p>Keys are reduced to {@value #SLOTS} slots, and the winner of a slot is remembered the first time it is asked for: one
 * array read from then on, so a set costs nothing to build and at most 128 KiB. Racing threads write the same value.
 */
final class Rendezvous {
    static final int SLOTS = 1 << 16;
    /** Most members: winners are remembered as chars, 0 for none yet. */
    static final int MOST = SLOTS - 2;

    private static final int WITHOUT_TABLE = 4;
    private static final double UNIT = 0x1.0p-53;

    private final int[] members;
    private final long[] ids;
    private final int[] weights;
    private final boolean equal;
    private final char[] winners;

    private Rendezvous(int[] members, long[] ids, int[] weights) {
        this.members = members;
        this.ids = ids;
        this.weights = weights;
        this.equal = Arrays.stream(weights).distinct().count() <= 1;
        this.winners = new char[members.length > WITHOUT_TABLE || !equal ? SLOTS : 0];
    }

    /**
     * Hashing over some servers of a set.
     *
     * @param members numbers of the servers that may win
     * @param before what may serve again, with the winners it knows, if servers, numbers and weights are the same
     */
    static Rendezvous of(Candidates set, int[] members, @Nullable Rendezvous before) {
        long[] ids = new long[members.length];
        int[] weights = new int[members.length];
        for (int i = 0; i < members.length; i++) {
            ids[i] = set.at(members[i]).id();
            weights[i] = Math.max(1, set.at(members[i]).weight());
        }
        boolean same = before != null
                && Arrays.equals(members, before.members)
                && Arrays.equals(ids, before.ids)
                && Arrays.equals(weights, before.weights);
        return before != null && same ? before : new Rendezvous(members, ids, weights);
    }

    /** The server for a key, -1 if there is none. */
    int winner(long hash) {
        int slot = slot(hash);
        if (winners.length == 0) {
            return search(slot);
        }
        int known = winners[slot];
        if (known == 0) {
            known = search(slot) + 1;
            winners[slot] = (char) known;
        }
        return known - 1;
    }

    /** The server for a key if that one may not have it, -1 if there is no other. */
    int winnerBut(long hash, int not) {
        long key = key(slot(hash));
        int best = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ids.length; i++) {
            double distance = distance(key, i, nearest);
            if (members[i] != not && nearer(distance, i, nearest, best)) {
                best = i;
                nearest = distance;
            }
        }
        return best < 0 ? -1 : members[best];
    }

    private int search(int slot) {
        long key = key(slot);
        int best = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ids.length; i++) {
            double distance = distance(key, i, nearest);
            if (nearer(distance, i, nearest, best)) {
                best = i;
                nearest = distance;
            }
        }
        return best < 0 ? -1 : members[best];
    }

    /** The best server for a key that the context and the bound on load allow, -1 if there is none. */
    int best(long hash, Candidates set, PickContext context, double perWeight) {
        long key = key(slot(hash));
        int best = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ids.length; i++) {
            double distance = distance(key, i, nearest);
            if (nearer(distance, i, nearest, best)
                    && set.usable(members[i], context)
                    && (perWeight == 0 || set.loadOf(members[i]).inFlight() < Math.ceil(perWeight * weights[i]))) {
                best = i;
                nearest = distance;
            }
        }
        return best < 0 ? -1 : members[best];
    }

    /** Most requests in flight that a bounded pick allows for each unit of weight, after Mirrokni et al. 2018. */
    double allowance(Candidates set, double bound) {
        long inFlight = 1;
        long weight = 0;
        for (int i = 0; i < members.length; i++) {
            inFlight += set.loadOf(members[i]).inFlight();
            weight += weights[i];
        }
        return bound * inFlight / Math.max(1, weight);
    }

    private boolean nearer(double distance, int one, double nearest, int other) {
        return distance < nearest || (distance == nearest && other >= 0 && ids[one] > ids[other]);
    }

    /**
     * How far a server is from a key: the negative logarithm of its draw, over its weight. As {@code -ln u} is at least
     * {@code 1 - u}, few draws need their logarithm; with equal weights, none does. StrictMath, because every node must
     * get the same bits.
     */
    private double distance(long key, int server, double nearest) {
        double draw = ((Hash64.mix(key ^ ids[server]) >>> 11) + 0.5) * UNIT;
        double least = (1 - draw) / weights[server];
        return equal || least > nearest ? least : -StrictMath.log(draw) / weights[server];
    }

    private static int slot(long hash) {
        return (int) (hash >>> 48);
    }

    private static long key(int slot) {
        return Hash64.mix(slot + 1);
    }
}
