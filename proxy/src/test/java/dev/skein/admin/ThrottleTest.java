package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.model.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Throttle throttle =
            Throttle.ofNetworks(Cluster.alone(Ticker.SYSTEM, "a", "1", "").reports());

    private long wait(String address, long seconds) {
        return throttle.nanosToWait(address, seconds * SECOND, seconds * 1000);
    }

    private int failed(String address, long seconds) {
        return throttle.failed(address, seconds * SECOND, seconds * 1000);
    }

    @Test
    void afterSomeFailuresAnAddressWaitsForTheMinutesEnd() {
        for (int i = 1; i <= Throttle.FAILURES; i++) {
            assertThat(wait("a", i)).isZero();
            assertThat(failed("a", i)).isEqualTo(i);
        }
        assertThat(wait("a", 11)).isEqualTo(50 * SECOND);
        assertThat(wait("b", 11)).isZero();
        assertThat(wait("a", 61)).isZero();
        assertThat(failed("a", 61)).isEqualTo(1);
    }

    @Test
    void whoeverFailedLongestAgoIsForgottenFirst() {
        for (int i = 0; i < 10_000; i++) {
            for (int times = 0; times < Throttle.FAILURES; times++) {
                failed("a" + i, 1);
            }
        }
        assertThat(wait("a0", 1)).isZero();
        assertThat(wait("a9999", 1)).isPositive();
    }

    @Test
    void whatOtherNodesCountedCountsHere() {
        Cluster other = cluster("b");
        Throttle there = Throttle.ofNetworks(other.reports());
        for (int i = 0; i < 6; i++) {
            there.failed("x", 1, 1000);
        }
        Cluster own = cluster("a");
        own.membership().arrived(member("b"));
        Throttle here = Throttle.ofNetworks(own.reports());
        other.reports().latest("sign-in").values().forEach(own.reports()::accept);
        for (int i = 0; i < 3; i++) {
            here.failed("x", 2 * SECOND, 2000);
        }
        assertThat(here.nanosToWait("x", 2 * SECOND, 2000)).isZero();
        here.failed("x", 2 * SECOND, 2000);
        assertThat(here.nanosToWait("x", 2 * SECOND, 2000)).isEqualTo(60 * SECOND);
        assertThat(here.nanosToWait("x", 62 * SECOND, 62_000)).isZero();
    }

    private static Member member(String id) {
        return new Member(
                id,
                new Member.Address("127.0.0.1", 1, 2, 3),
                Member.Role.PROXY,
                "1",
                "hz5.7-s1",
                "",
                1,
                Member.State.PRESENT,
                1,
                "");
    }

    private static Cluster cluster(String id) {
        return new Cluster(Ticker.SYSTEM, member(id), 2);
    }
}
