package dev.skein.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heartbeats and leases between three sockets on loopback. */
class HeartbeatIT {
    private static final String SECRET = "a secret of sixteen bytes or more";
    private final List<Member> members = new ArrayList<>();

    @AfterEach
    void stop() {
        members.forEach(Member::close);
    }

    private Member member(String name, String secret, long offset) throws IOException {
        Member member = new Member(name, secret, offset);
        members.add(member);
        return member;
    }

    /** Three nodes whose clocks have nothing in common. */
    private void three() throws IOException {
        member("a", SECRET, 0);
        member("b", SECRET, TimeUnit.DAYS.toNanos(40));
        member("c", SECRET, -TimeUnit.DAYS.toNanos(7));
        connect();
    }

    private void connect() throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Member member : members) {
            addresses.add(member.address());
        }
        for (Member member : members) {
            List<InetSocketAddress> others = new ArrayList<>(addresses);
            others.remove(member.address());
            member.heartbeat.peers(others);
            member.heartbeat.wanted(
                    List.of(Plan.Item.anywhere("acme"), Plan.Item.anywhere("schedules")), Map.of(), false);
            member.heartbeat.start();
        }
    }

    private List<Member> holders(String resource) {
        return members.stream()
                .filter(member -> member.heartbeat.holds(resource))
                .toList();
    }

    private Member awaitHolder(String resource) {
        await().atMost(Duration.ofSeconds(10)).until(() -> holders(resource).size() == 1);
        return holders(resource).getFirst();
    }

    /** The one that holds it and, as all of them see it, should: the first plans of a start may move it once more. */
    private Member awaitSettledHolder(String resource) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> members.stream()
                        .flatMap(member -> member.heartbeat.view().leases().stream())
                        .filter(lease -> lease.resource().equals(resource))
                        .allMatch(lease -> lease.planned().size() == members.size()
                                && lease.planned().getFirst().equals(lease.holder())));
        return awaitHolder(resource);
    }

    private static void awaitEvent(Member member, String event) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(member.events).contains(event));
    }

    @Test
    void everyNodeHearsTheOthersAndEachRoleFindsOneHolder() throws IOException {
        three();

        awaitEvent(members.get(0), "b ALIVE");
        awaitEvent(members.get(0), "c ALIVE");
        awaitEvent(members.get(2), "a ALIVE");
        Member holder = awaitHolder("acme");
        awaitHolder("schedules");
        await().untilAsserted(() -> assertThat(members.get(1).heartbeat.view().leases())
                .anySatisfy(lease -> {
                    assertThat(lease.resource()).isEqualTo("acme");
                    assertThat(lease.holder()).isEqualTo(holder.name);
                }));
        assertThat(holders("acme")).containsExactly(holder);
    }

    @Test
    void aFrozenHolderIsFollowedByAnotherAndFindsOutWhenItWakes() throws IOException {
        three();
        Member old = awaitSettledHolder("acme");
        long term = old.heartbeat.term("acme");

        old.freeze();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> members.stream().anyMatch(member -> member != old && member.heartbeat.holds("acme")));
        Member successor = awaitHolder("acme");
        assertThat(successor).isNotSameAs(old);
        assertThat(successor.heartbeat.term("acme")).isGreaterThan(term);
        awaitEvent(successor, old.name + " GONE");

        old.thaw();
        awaitEvent(old, "lost acme PAUSED");
        awaitEvent(successor, old.name + " ALIVE");
        assertThat(holders("acme")).containsExactly(successor);
    }

    @Test
    void aNodeThatLeavesGivesBackWhatItHoldsAtOnce() throws IOException {
        three();
        Member old = awaitSettledHolder("acme");

        old.close();
        members.remove(old);

        Member successor = awaitHolder("acme");
        awaitEvent(successor, old.name + " GONE");
        assertThat(old.events).contains("lost acme RELEASED");
    }

    @Test
    void aDrainingNodeHandsOver() throws IOException {
        three();
        Member old = awaitSettledHolder("acme");

        old.heartbeat.draining(true);

        awaitEvent(old, "lost acme HANDED_OVER");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> holders("acme").size() == 1 && !holders("acme").contains(old));
    }

    @Test
    void aNodeAloneHoldsNothingOnceItsPromisesHaveLapsed() throws IOException {
        three();
        Member holder = awaitSettledHolder("acme");

        members.stream().filter(member -> member != holder).forEach(Member::freeze);

        awaitEvent(holder, "lost acme LAPSED");
        assertThat(holder.heartbeat.holds("acme")).isFalse();
    }

    @Test
    void anotherKeyIsRefusedAndCounted() throws IOException {
        member("a", SECRET, 0);
        Member stranger = member("b", "another secret of some length", 0);
        connect();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> stranger.heartbeat.view().refused() > 5);
        assertThat(stranger.notes).hasSize(1).first().asString().contains("refused: wrong key");
        assertThat(stranger.events).isEmpty();
    }

    @Test
    void twoNodesOfOneNameAreNoticedOnAllSides() throws IOException {
        three();
        Member twin = member("b", SECRET, 5);
        awaitEvent(members.get(0), "b ALIVE");
        List<InetSocketAddress> all = new ArrayList<>();
        for (Member member : members) {
            all.add(member.address());
        }
        for (Member member : members) {
            List<InetSocketAddress> others = new ArrayList<>(all);
            others.remove(member.address());
            member.heartbeat.peers(others);
        }
        twin.heartbeat.start();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(members.get(0).notes)
                        .anyMatch(line -> line.contains("two nodes call themselves b, at ")));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(twin.notes).anyMatch(line -> line.contains("calls itself b, as this one does")));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(members.get(1).notes)
                        .anyMatch(line -> line.contains("calls itself b, as this one does")));
    }

    @Test
    void otherTimesCountFromWhenTheyAreSet() throws IOException {
        three();
        awaitEvent(members.get(0), "b ALIVE");
        members.get(0).heartbeat.timing(Timing.CALM);
        long frozen = Ticker.SYSTEM.nanos();
        members.get(1).freeze();
        awaitEvent(members.get(0), "b SUSPECT");
        assertThat(Ticker.SYSTEM.nanos() - frozen)
                .as("never suspected as early as before")
                .isGreaterThan(Timing.CALM.suspicion() - 2 * Timing.NORMAL.interval());
        members.get(1).thaw();
    }

    @Test
    void anUnlistedNodeIsRefused() throws IOException {
        three();
        Member fourth = member("d", SECRET, 0);
        fourth.heartbeat.peers(List.of(members.get(0).address()));
        fourth.heartbeat.start();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(members.get(0).notes)
                        .anyMatch(line -> line.contains("node d at ") && line.contains("does not list it")));
        assertThat(fourth.events).doesNotContain("a ALIVE");
    }

    @Test
    void garbageAndReplayedDatagramsCostALineAndNothingElse() throws IOException {
        Member a = member("a", SECRET, 0);
        Member b = member("b", SECRET, 0);
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            // a speaks to b through the relay, which says everything twice.
            InetSocketAddress middle = new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.getLocalPort());
            a.heartbeat.peers(List.of(middle));
            b.heartbeat.peers(List.of(middle));
            a.heartbeat.start();
            b.heartbeat.start();
            relayDoubled(relay, a.address(), b.address(), 60);

            assertThat(b.events).contains("a ALIVE");
            assertThat(b.notes).anyMatch(line -> line.contains("a datagram of node a came twice"));
            byte[] garbage = new byte[700];
            Random random = new Random(7);
            long before = b.heartbeat.view().refused();
            for (int i = 0; i < 100; i++) {
                random.nextBytes(garbage);
                relay.send(new DatagramPacket(garbage, 1 + random.nextInt(700), b.address()));
            }
            byte[] text = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            relay.send(new DatagramPacket(text, text.length, b.address()));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> b.heartbeat.view().refused() >= before + 50);
            assertThat(b.notes.stream().filter(line -> line.contains("no heartbeat")))
                    .hasSize(1);
        }
    }

    private static void relayDoubled(DatagramSocket relay, InetSocketAddress a, InetSocketAddress b, int datagrams)
            throws IOException {
        byte[] bytes = new byte[4_096];
        for (int i = 0; i < datagrams; i++) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            relay.receive(packet);
            InetSocketAddress to = packet.getSocketAddress().equals(a) ? b : a;
            DatagramPacket copy = new DatagramPacket(bytes, packet.getLength(), to);
            relay.send(copy);
            relay.send(copy);
        }
    }
}
