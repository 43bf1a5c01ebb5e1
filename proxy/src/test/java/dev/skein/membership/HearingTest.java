package dev.skein.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.Membership;
import dev.skein.heartbeat.Liveness;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Journal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happened to another node is told in words that keep the cases apart. */
class HearingTest {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Membership membership = new Cluster(Ticker.SYSTEM, member("a"), 2).membership();
    private final Hearing hearing = new Hearing(membership, new Journal(Ticker.SYSTEM, 100), thread, 100);

    private static Member member(String id) {
        return new Member(
                id, new Address("127.0.0.1", 1, 2, 2), Role.PROXY, "1", "hz5.7-s1", "", 1, State.PRESENT, 0, "here");
    }

    @BeforeEach
    void arrive() {
        membership.arrived(member("b"));
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    private void connected() {
        thread.execute(() -> hearing.connected("b", "1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
    }

    private void assertTold(State state, String reason) {
        await().untilAsserted(() -> {
            Member b = Objects.requireNonNull(membership.find("b"));
            assertThat(b.state()).isEqualTo(state);
            assertThat(b.reason()).isEqualTo(reason);
        });
    }

    @Test
    void silentWithOpenConnectionsIsFrozenOrCutOff() {
        connected();
        hearing.heard("b", Liveness.SUSPECT, "silent for 400 ms");
        assertTold(State.SUSPECT, "frozen or cut off: no heartbeat, silent for 400 ms, but its connections are open");
        hearing.heard("b", Liveness.ALIVE, "heard");
        assertTold(State.PRESENT, "heard of again");
    }

    @Test
    void silentWithoutConnectionsHasEnded() {
        connected();
        thread.execute(() -> hearing.lost("b", "the connection ended"));
        hearing.heard("b", Liveness.SUSPECT, "silent for 400 ms");
        assertTold(State.SUSPECT, "ended or cut off: no heartbeat, silent for 400 ms, and no connection");
    }

    @Test
    void heardWithoutHearingUsIsCutOffOneWay() {
        hearing.heard("b", Liveness.ONE_WAY, "heard, but it does not hear this node for 410 ms");
        assertTold(State.SUSPECT, "cut off one way: heard, but it does not hear this node for 410 ms");
    }

    @Test
    void whoSaysGoodbyeStops() {
        hearing.heard("b", Liveness.GONE, "left");
        assertTold(State.SUSPECT, "it stops");
    }
}
