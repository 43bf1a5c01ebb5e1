package dev.skein.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node that stood still says of the others; a, b and c, of which each hears at once what another says. */
class StationTest {
    private static final VoterSet ABC = VoterSet.configured(List.of("a", "b", "c"), false);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);
    private final Map<String, Station> stations = new TreeMap<>();
    private final List<String> told = new ArrayList<>();
    /** By node, what it believes of who is there, and who of them is steady. */
    private final Map<String, String> candidates = new TreeMap<>();

    private final Set<String> cut = new HashSet<>();
    private final Set<String> still = new HashSet<>();
    private long now = TimeUnit.HOURS.toNanos(1);

    /** Keeps what c is told of others. */
    private final class Ears implements HeartbeatListener {
        private final String owner;

        Ears(String owner) {
            this.owner = owner;
        }

        @Override
        public void heard(String node, Liveness liveness, String reason) {
            if (owner.equals("c")) {
                told.add(node + " " + liveness);
            }
        }

        @Override
        public void candidates(List<Candidate> all) {
            candidates.put(
                    owner,
                    all.stream()
                            .map(each -> each.node() + (each.steady() ? "!" : ""))
                            .collect(Collectors.joining(" ")));
        }

        @Override
        public void acquired(String resource, long term) {
            throw new AssertionError(resource);
        }

        @Override
        public void lost(String resource, long term, LeaseListener.End why) {
            throw new AssertionError(resource);
        }

        @Override
        public void note(String line) {
            throw new AssertionError(line);
        }
    }

    private static InetSocketAddress address(String name) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000 + name.charAt(0));
    }

    private Station station(String name) {
        HeartbeatListener listener = new Ears(name);
        HeartbeatSetup setup = new HeartbeatSetup(
                name,
                address(name),
                HeartbeatKeys.derived("sixteen characters or more", "test"),
                Timing.NORMAL,
                ABC,
                Voter.first(now, _ -> true),
                listener,
                Ticker.SYSTEM,
                () -> now);
        return new Station(
                setup,
                name.charAt(0),
                new Refusals(listener::note),
                (to, beat) -> stations.values().stream()
                        .filter(other -> address(other.name).equals(to) && !still.contains(other.name))
                        .filter(other -> cut.contains(other.name) == cut.contains(name))
                        .forEach(other -> other.received(now, address(name), beat)));
    }

    @BeforeEach
    void allHearEachOther() {
        List<String> names = List.of("a", "b", "c");
        names.forEach(name -> stations.put(name, station(name)));
        stations.forEach((name, station) -> station.peers(names.stream()
                .filter(other -> !other.equals(name))
                .map(StationTest::address)
                .toList()));
        pass(20);
        assertThat(told).containsExactlyInAnyOrder("a ALIVE", "b ALIVE");
        told.clear();
    }

    private void pass(int beats) {
        for (int beat = 0; beat < beats; beat++) {
            now += Timing.NORMAL.interval();
            stations.values().stream()
                    .filter(station -> !still.contains(station.name))
                    .forEach(station -> station.tick(now, now));
        }
    }

    /** For as long as somebody who went once is damped, and after that. */
    private void assertAllDampC() {
        for (int beat = 0; beat < 90; beat++) {
            pass(1);
            assertThat(candidates.values()).as("beat %d", beat).containsOnly("a! b! c");
        }
        pass(20);
        assertThat(candidates.values()).containsOnly("a! b! c!");
    }

    private Station c() {
        return Objects.requireNonNull(stations.get("c"));
    }

    /** Seen in CI: frozen after it had read and before it judged, it said for a moment that it hears no majority. */
    @Test
    void whoStandsStillBetweenReadingAndJudgingCallsNobodySilent() {
        long read = now;
        now += PAUSE;

        c().tick(read, now);
        assertThat(told).isEmpty();

        c().tick(now, now);
        assertThat(told).containsExactlyInAnyOrder("a GONE", "b GONE");
    }

    /** All machines of one host stood still: nobody sent anything that could be read now. */
    @Test
    void silenceCountsFromTheEndOfAPause() {
        now += PAUSE;
        c().awoke(now);
        c().tick(now, now);
        assertThat(told).isEmpty();

        now += Timing.NORMAL.promise() + Timing.NORMAL.interval() + 1;
        c().tick(now, now);
        assertThat(told).containsExactlyInAnyOrder("a GONE", "b GONE");
    }

    @Test
    void whoWasGoneBeforeAPauseIsGoneAfterIt() {
        now += PAUSE;
        c().tick(now, now);
        told.clear();

        c().awoke(now);
        c().tick(now, now);
        assertThat(told).isEmpty();
        assertThat(c().view().peers())
                .allSatisfy(peer -> assertThat(peer.liveness()).isEqualTo(Liveness.GONE));
    }

    /**
     * Seen with one address that all serve: c, back again, believed that a had come and gone, so that it knew neither its own
     * buckets nor who had served them meanwhile, and reset what was open.
     */
    @Test
    void whoWasCutOffKnowsThatItWasItselfThatWent() {
        pass(60);
        assertThat(candidates.values()).containsOnly("a! b! c!");
        cut.add("c");
        pass(30);
        assertThat(candidates).containsEntry("a", "a! b!").containsEntry("c", "c");

        cut.clear();
        pass(1);
        assertAllDampC();
    }

    @Test
    void whoIsBarredForAMomentIsDampedByAll() {
        pass(60);
        c().barred(now, true);
        c().tick(now, now);
        c().barred(now, false);
        c().tick(now, now);
        pass(1);
        assertAllDampC();
    }

    /**
     * It was unwell for 40 ms, and had not told anybody when it was well again: it damped itself for twenty seconds, and the
     * others sent it flows that by its own plan were others'.
     */
    @Test
    void whatNobodyWasToldOfDampsNobody() {
        pass(60);
        c().barred(now, true);
        c().barred(now, false);
        pass(1);
        assertThat(candidates.values()).containsOnly("a! b! c!");
    }

    @Test
    void whoStoodStillKnowsThatItWasMissed() {
        pass(60);
        still.add("c");
        pass(30);

        still.clear();
        c().awoke(now);
        pass(1);
        assertAllDampC();
    }

    /** Of two, each sees the other go: who flaps is damped, and who stays is not. */
    @Test
    void whoLosesTheLastOtherIsNotTheOneThatWent() {
        pass(60);
        still.add("c");
        pass(200);
        still.add("b");
        pass(10);
        still.clear();
        still.add("c");
        Objects.requireNonNull(stations.get("b")).awoke(now);
        pass(3);

        assertThat(candidates).containsEntry("a", "a! b").containsEntry("b", "a! b");
    }
}
