package dev.skein.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.heartbeat.Standing.Kind;
import dev.skein.lease.Buckets;
import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Node a's share of an address that a, b and c serve. */
class SharesTest {
    private static final KeptAddress IP =
            new KeptAddress(InetAddress.ofLiteral("203.0.113.10"), 24, "eth0", KeptAddress.Carrier.SHARED);
    private static final List<Candidate> ALL = List.of(node("a"), node("b"), node("c"));
    private static final long B = 0x0b;
    private static final long C = 0x0c;

    private final RecordingPort port = new RecordingPort(0x0a);
    private final Others others = new Others();
    private final List<String> notes = new ArrayList<>();
    private final Clientele clientele = new Clientele(Ticker.SYSTEM);
    private final Shares shares = new Shares(Ticker.SYSTEM, new Attempts(notes::add), others, clientele);

    private static Candidate node(String name) {
        return new Candidate(name, 1, true, true);
    }

    @BeforeEach
    void start() {
        shares.timing(Timing.CALM);
        shares.addresses("a", List.of(IP));
        shares.port(port);
        tell("b", 2, B, Kind.READY);
        tell("c", 3, C, Kind.READY);
    }

    private void tell(String node, long boot, long mac, Kind kind) {
        others.stands(node, boot, new Standing(IP.key(), mac, kind, 0));
    }

    private HandOverPort.Division division() {
        return Objects.requireNonNull(port.divided().get(IP));
    }

    private int homes(long mac) {
        return Collections.frequency(division().homes(), mac);
    }

    private void holds() {
        shares.turn(IP, true, "");
        shares.candidates(ALL);
    }

    @Test
    void theHolderSendsTwoThirdsToTheOthers() {
        holds();

        assertThat(homes(B)).isBetween(60, 110);
        assertThat(homes(C)).isBetween(60, 110);
        assertThat(homes(0)).isEqualTo(Buckets.COUNT - homes(B) - homes(C));
        assertThat(division().formers()).containsOnly(0L);
        assertThat(division().holders()).isEmpty();
        assertThat(notes).last().asString().startsWith("203.0.113.10: flows are divided into 256: a ");
    }

    @Test
    void aNodeThatEndsGetsNothingFromTheMomentOnAtWhichThatIsHeard() {
        holds();
        int before = homes(C);
        shares.heard("b", Liveness.ORPHANED);

        assertThat(homes(B)).isZero();
        assertThat(homes(C)).isGreaterThan(before);
        assertThat(division().formers()).doesNotContain(B);
    }

    @Test
    void aNodeThatDrainsGetsNothingNewAndKeepsWhatItHas() {
        holds();
        List<Long> before = division().homes();
        shares.candidates(List.of(node("a"), new Candidate("b", 1, false, true), node("c")));

        assertThat(homes(B)).isZero();
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            assertThat(division().formers().get(bucket)).isEqualTo(before.get(bucket) == B ? B : 0);
        }
    }

    /** The holder may count it as a home some milliseconds before it does so itself; flows there were reset. */
    @Test
    void whoHasJustComeSendsOnWhatItDoesNotKnow() {
        shares.turn(IP, false, "b");
        shares.candidates(List.of(new Candidate("a", 1, true, false), node("b"), node("c")));

        assertThat(division().homes()).containsOnly(B, C);
        assertThat(division().formers()).isEqualTo(division().homes());
    }

    /** Seen with a holder that was cut off: it reset three connections that others had opened while it was away. */
    @Test
    void whoComesBackSendsOnWhatItDoesNotKnowInBucketsThatItHad() {
        shares.turn(IP, false, "b");
        shares.candidates(ALL);
        shares.candidates(List.of(new Candidate("a", 1, true, false), node("b"), node("c")));

        assertThat(division().homes()).containsOnly(B, C);
        assertThat(division().formers()).isEqualTo(division().homes());
    }

    /**
     * A client that was told that its connection is gone uses the port anew, with another node. The one that is back has the
     * old connection still: it took the packets of the new one for that one's, and nobody answered.
     */
    @Test
    void whoTakesNewFlowsAgainEndsThoseThatOthersHaveByNow() {
        List<Candidate> without = List.of(new Candidate("a", 1, true, false), node("b"), node("c"));
        Flow anew = new Flow(InetAddress.ofLiteral("192.0.2.7"), 40_000, 443);
        shares.turn(IP, false, "b");
        shares.candidates(ALL);
        shares.candidates(without);
        clientele.told("b", FlowCodec.write(Map.of(IP.address(), List.of(anew))));
        shares.candidates(without);
        assertThat(port.foreign).isEmpty();

        shares.candidates(ALL);
        assertThat(port.foreign).containsExactly(anew);
        assertThat(port.calls.subList(port.calls.size() - 2, port.calls.size()))
                .containsExactly("divide", "end superseded");
        assertThat(notes).last().asString().startsWith("shared addresses: 1 old connections ended");

        shares.candidates(List.of(node("a"), node("b")));
        assertThat(port.foreign).as("once").hasSize(1);
    }

    @Test
    void whoIsNotReadyOrHasJustComeGetsNothing() {
        tell("b", 2, B, Kind.ABLE);
        shares.turn(IP, true, "");
        shares.candidates(List.of(node("a"), node("b"), new Candidate("c", 1, true, false)));

        assertThat(division().homes()).containsOnly(0L);
    }

    @Test
    void anotherThanTheHolderServesAsLongAsAMajorityNamesOne() {
        shares.turn(IP, false, "b");
        shares.candidates(ALL);
        assertThat(port.calls).contains("serve");
        assertThat(shares.served()).containsExactly(IP);
        assertThat(shares.standings(port, Set.of()).getFirst().kind()).isEqualTo(Kind.READY);
        assertThat(division().holders()).containsExactly(B);
        shares.turn(IP, false, "c");
        shares.divide();
        assertThat(division().holders())
                .as("what the former holder sent on may be under way")
                .containsExactly(C, B);

        shares.there(false);
        port.calls.clear();
        shares.dropped(IP);
        shares.turn(IP, false, "b");
        assertThat(port.calls).doesNotContain("serve");
        shares.there(true);
        shares.turn(IP, false, "");
        assertThat(port.calls).doesNotContain("serve");
    }

    @Test
    void aHolderThatHandsItOverServesOn() {
        holds();
        assertThat(shares.retires(IP)).isTrue();
        assertThat(port.calls).contains("step back");
        assertThat(shares.served()).containsExactly(IP);
    }
}
