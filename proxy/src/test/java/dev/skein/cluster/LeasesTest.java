package dev.skein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final List<String> ALL = List.of("a", "b", "c");

    private static Leases claim(Leases leases, String node, long wanted) {
        return leases.after(new Claim(node, 100, wanted, ALL));
    }

    @Test
    void whoIsAloneGetsWhatItWantsUpToTheCapacity() {
        assertThat(claim(Leases.NONE, "a", 30).granted("a")).isEqualTo(30);
        assertThat(claim(Leases.NONE, "a", 300).granted("a")).isEqualTo(100);
    }

    @Test
    void whoComesLaterGetsItsFairPartOnceTheOthersHaveClaimedAgain() {
        Leases leases = claim(Leases.NONE, "a", 300);
        leases = claim(leases, "b", 300);
        assertThat(leases.granted("b")).isZero();
        leases = claim(leases, "a", 300);
        assertThat(leases.granted("a")).isEqualTo(50);
        assertThat(claim(leases, "b", 300).granted("b")).isEqualTo(50);
    }

    @Test
    void whatOneDoesNotWantTheOthersGet() {
        Leases leases = Leases.NONE;
        for (int round = 0; round < 3; round++) {
            leases = claim(leases, "a", 80);
            leases = claim(leases, "b", 15);
            leases = claim(leases, "c", 50);
        }
        assertThat(leases.granted("a")).isEqualTo(42);
        assertThat(leases.granted("b")).isEqualTo(15);
        assertThat(leases.granted("c")).isEqualTo(42);
    }

    @Test
    void whatANodeHeldThatIsGoneIsFree() {
        Leases leases = claim(claim(Leases.NONE, "a", 60), "b", 40);
        leases = leases.after(new Claim("b", 100, 100, List.of("b", "c")));
        assertThat(leases.granted("b")).isEqualTo(100);
        assertThat(leases.granted("a")).isZero();
    }

    @Test
    void aSmallerCapacityIsReachedAsNodesClaimAgain() {
        Leases leases = claim(claim(Leases.NONE, "a", 50), "b", 50);
        leases = leases.after(new Claim("a", 20, 50, ALL));
        assertThat(leases.granted("a")).isZero();
        leases = leases.after(new Claim("b", 20, 50, ALL));
        assertThat(leases.granted("b")).isEqualTo(10);
        assertThat(leases.after(new Claim("a", 20, 50, ALL)).granted("a")).isEqualTo(10);
    }

    @Test
    void whateverTheOrderTheCapacityIsNeverExceededAndBecomesFair() {
        Random random = new Random(7);
        for (int run = 0; run < 500; run++) {
            long capacity = random.nextInt(200);
            long[] wanted = {random.nextInt(150), random.nextInt(150), random.nextInt(150)};
            Leases leases = Leases.NONE;
            for (int i = 0; i < 15; i++) {
                int node = i < 6 ? random.nextInt(3) : i % 3;
                long now = i < 6 ? random.nextInt(150) : wanted[node];
                leases = leases.after(new Claim(ALL.get(node), capacity, now, ALL));
                assertThat(leases.held().values().stream()
                                .mapToLong(Leases.Lease::granted)
                                .sum())
                        .isLessThanOrEqualTo(capacity);
            }
            long sum = leases.held().values().stream()
                    .mapToLong(Leases.Lease::granted)
                    .sum();
            long want = wanted[0] + wanted[1] + wanted[2];
            assertThat(sum).isBetween(Math.min(capacity, want) - 2, capacity);
        }
    }
}
