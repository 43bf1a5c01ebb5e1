package dev.skein.lease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which node serves which flows of an address that all of them serve: flows fall into buckets by a hash, and each bucket has a
 * home. Pure, immutable.
 *
 * <p>Homes are found by weighted rendezvous hashing, a function of who is there alone: every node finds the same ones, and
 * only the buckets of a node that goes, or for a node that comes, move. What moved is remembered for one step: flows that
 * were opened at the former home are served there.
 *
 * @param homes by bucket, the node that takes new flows; empty where there is none
 * @param formers by bucket, the node that did before and is still there, for flows that its home does not know; or empty
 */
public record Buckets(List<String> homes, List<String> formers) {
    /** How many; flows are divided among three nodes with shares that differ by some hundredths of the whole. */
    public static final int COUNT = 256;

    /** Before anybody was seen. */
    public static final Buckets NONE = new Buckets(nobody(), nobody());

    private static final double UNIT = 0x1p-53;

    private static List<String> nobody() {
        String[] none = new String[COUNT];
        Arrays.fill(none, "");
        return List.of(none);
    }

    /**
     * The next step.
     *
     * @param capacities of nodes that take new flows; those with 0 take none
     * @param present all that are still there, though they may take no new flows
     */
    public Buckets next(Map<String, Integer> capacities, Set<String> present) {
        List<String> next = homes(capacities);
        List<String> before = new ArrayList<>(COUNT);
        for (int bucket = 0; bucket < COUNT; bucket++) {
            before.add(former(bucket, next.get(bucket), present));
        }
        return new Buckets(next, List.copyOf(before));
    }

    private String former(int bucket, String home, Set<String> present) {
        String last = homes.get(bucket);
        if (!last.equals(home) && present.contains(last)) {
            return last;
        }
        String earlier = formers.get(bucket);
        return present.contains(earlier) && !earlier.equals(home) ? earlier : "";
    }

    /**
     * By bucket, the node that has flows which {@code self} does not know: the former home, else the home, to which a node
     * sends what a holder sends it that counts it as a home already; or empty. Where it was the former home itself it knows
     * what it had, and others may have opened flows since.
     */
    public List<String> elsewhere(String self) {
        return IntStream.range(0, COUNT)
                .mapToObj(bucket -> {
                    String former = formers.get(bucket);
                    return former.isEmpty() || former.equals(self) ? homes.get(bucket) : former;
                })
                .toList();
    }

    /** By bucket. */
    static List<String> homes(Map<String, Integer> capacities) {
        SortedMap<String, Integer> sorted = new TreeMap<>(capacities);
        sorted.values().removeIf(capacity -> capacity <= 0);
        String[] best = new String[COUNT];
        double[] most = new double[COUNT];
        Arrays.fill(best, "");
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        sorted.forEach((node, capacity) -> {
            long key = Resource.named(node).key();
            for (int bucket = 0; bucket < COUNT; bucket++) {
                double score = score(key, bucket, capacity);
                if (score > most[bucket]) {
                    most[bucket] = score;
                    best[bucket] = node;
                }
            }
        });
        return List.of(best);
    }

    /** Schindelhauer and Schomaker 2005: the chance of the highest score is as the capacity. The same on every machine. */
    private static double score(long key, int bucket, int capacity) {
        long mixed = key + (bucket + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        double uniform = ((mixed ^ mixed >>> 31) >>> 11 | 1) * UNIT;
        return -capacity / StrictMath.log(uniform);
    }
}
