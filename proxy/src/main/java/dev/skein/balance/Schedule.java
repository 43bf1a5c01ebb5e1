package dev.skein.balance;

import java.util.Arrays;

/**
 * The order in which weighted round robin visits servers, worked out once per set: each server as often as its weight
 * says, as evenly spread as can be. Small ones are exactly nginx's smooth weighted round robin; for large ones its
 * quadratic cost is replaced by earliest virtual deadline first, which spreads as well except where deadlines tie. Longer
 * schedules than {@link #LENGTH} (or eight places a server) are scaled down, each server keeping one place at least.
 * Pure.
 */
final class Schedule {
    private static final int LENGTH = 4096;
    private static final long SMOOTH_COST = 1 << 20;

    private Schedule() {}

    /**
     * The visiting order.
     *
     * @param members numbers of the servers
     * @param weights their weights, each at least 1, in the same order
     * @return members repeated; the same array if all weights are equal
     */
    static int[] of(int[] members, int[] weights) {
        int[] shares = reduce(weights);
        int length = Arrays.stream(shares).sum();
        if (length == members.length) {
            return members;
        }
        int[] order =
                (long) length * members.length <= SMOOTH_COST ? smooth(shares, length) : deadlines(shares, length);
        for (int i = 0; i < length; i++) {
            order[i] = members[order[i]];
        }
        return order;
    }

    private static int[] reduce(int[] weights) {
        int divisor = 0;
        long sum = 0;
        for (int weight : weights) {
            divisor = gcd(weight, divisor);
            sum += weight;
        }
        int[] shares = new int[weights.length];
        long limit = Math.max(LENGTH, 8L * weights.length);
        boolean scaled = divisor > 0 && sum / divisor > limit;
        for (int i = 0; i < weights.length; i++) {
            shares[i] =
                    scaled ? (int) Math.max(1, Math.round((double) weights[i] * limit / sum)) : weights[i] / divisor;
        }
        return shares;
    }

    private static int[] smooth(int[] shares, int length) {
        int[] current = new int[shares.length];
        int[] order = new int[length];
        for (int at = 0; at < length; at++) {
            int best = 0;
            for (int i = 0; i < shares.length; i++) {
                current[i] += shares[i];
                if (current[i] > current[best]) {
                    best = i;
                }
            }
            current[best] -= length;
            order[at] = best;
        }
        return order;
    }

    private static int[] deadlines(int[] shares, int length) {
        long[] visits = new long[length];
        int at = 0;
        for (int i = 0; i < shares.length; i++) {
            for (int visit = 0; visit < shares[i]; visit++) {
                long when = (((2L * visit + 1) << 31) / shares[i]) >>> 1;
                visits[at++] = (when << 31) | i;
            }
        }
        Arrays.sort(visits);
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            order[i] = (int) (visits[i] & 0x7fffffff);
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
