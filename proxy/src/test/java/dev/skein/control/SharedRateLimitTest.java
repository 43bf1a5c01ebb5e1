package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.admission.RateLimit;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit of 1,000 requests a second over three nodes, simulated. */
class SharedRateLimitTest {
    private static final long MILLI = 1_000_000;
    private static final int LIMIT = 1000;

    private final Random random = new Random(3);
    private final MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 3);
    private final List<Cluster> clusters = new ArrayList<>();
    private final List<RateLimit> limits = new ArrayList<>();
    private final List<RateShares> shares = new ArrayList<>();
    private long now;

    SharedRateLimitTest() {
        for (String id : List.of("a", "b", "c")) {
            Cluster cluster = grid.node(id, 1);
            RateLimit limit = new RateLimit(RateLimit.Policy.perSecond("test", LIMIT, LIMIT), 1024, 0).shared();
            clusters.add(cluster);
            limits.add(limit);
            shares.add(new RateShares(cluster.quotas(), "test", limit, 0));
            grid.join(cluster);
        }
    }

    /** Requests let in of each second. */
    private int[] run(int seconds, long key, double... perSecond) {
        int[] admitted = new int[seconds];
        for (int milli = 0; milli < seconds * 1000; milli++, now += MILLI) {
            for (int node = 0; node < 3; node++) {
                for (int left = poisson(perSecond[node] / 1000); left > 0; left--) {
                    admitted[milli / 1000] += RateLimit.allowed(limits.get(node).take(key, now)) ? 1 : 0;
                }
                if (now / MILLI % 250 == 80L * node) {
                    shares.get(node).tick(now);
                }
            }
        }
        return admitted;
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private static void withinFivePercent(int[] admitted, int from) {
        for (int start = from; start + 10 <= admitted.length; start++) {
            int sum = 0;
            for (int second = start; second < start + 10; second++) {
                sum += admitted[second];
            }
            assertThat(sum).isBetween(9_500, 10_500);
        }
    }

    @ParameterizedTest
    @CsvSource({"2400, 450, 150", "800, 150, 400", "5000, 0, 0", "1000, 1000, 1000", "900, 200, 50", "3000, 20, 5"})
    void whatIsLetInIsWithinFivePercentOfTheLimitAfterTwoSeconds(double a, double b, double c) {
        withinFivePercent(run(30, RateLimit.GLOBAL, a, b, c), 2);
        withinFivePercent(run(14, 77, a, b, c), 2);
    }

    @Test
    void itFollowsLoadThatMovesFromNodeToNode() {
        var unused = run(10, RateLimit.GLOBAL, 2400, 450, 150);
        withinFivePercent(run(20, RateLimit.GLOBAL, 150, 450, 2400), 2);
    }

    @Test
    void belowTheLimitNothingIsRefused() {
        int[] admitted = run(20, RateLimit.GLOBAL, 500, 250, 50);
        for (int second = 2; second < 20; second++) {
            assertThat(admitted[second]).isGreaterThan(650);
        }
        assertThat(limits).allSatisfy(limit -> assertThat(limit.evictions()).isZero());
    }

    @Test
    void whoIsCutOffFallsBackToAnEqualPart() {
        var unused = run(5, RateLimit.GLOBAL, 1500, 1500, 1500);
        grid.cutOff(clusters.get(0));
        int[] alone = run(12, RateLimit.GLOBAL, 1500, 0, 0);
        assertThat(alone[11]).isBetween(320, 350);
        int[] others = run(12, RateLimit.GLOBAL, 0, 1500, 1500);
        assertThat(others[11]).isBetween(950, 1050);
    }
}
