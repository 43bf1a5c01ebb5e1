package dev.skein.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.heartbeat.Standing.Kind;
import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose clients are told that their connections with node b are gone. */
class LostConnectionsTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("203.0.113.10");
    private static final KeptAddress HELD = new KeptAddress(ADDRESS, 24, "eth0", KeptAddress.Carrier.INTERFACE);
    private static final KeptAddress SHARED = new KeptAddress(ADDRESS, 24, "eth0", KeptAddress.Carrier.SHARED);
    private static final Flow FLOW = new Flow(InetAddress.ofLiteral("192.0.2.7"), 40_000, 443);

    private final RecordingPort port = new RecordingPort(0x0a);
    private final Others others = new Others();
    private final Clientele clientele = new Clientele(Ticker.SYSTEM);
    private final List<String> notes = new ArrayList<>();
    private final LostConnections lost = new LostConnections(clientele, others, new Attempts(notes::add));

    @BeforeEach
    void bTellsOfAConnection() {
        clientele.told("b", FlowCodec.write(Map.of(ADDRESS, List.of(FLOW))));
    }

    private void stands(KeptAddress address, Kind kind) {
        others.stands("b", 2, new Standing(address.key(), 0x0b, kind, 0));
    }

    @Test
    void ofANodeThatServesItBesideItsHolderNobodyIs() {
        stands(SHARED, Kind.READY);
        lost.tell(port, SHARED);
        assertThat(port.tickled).isEmpty();
        assertThat(lost.sharedWith("b", Set.of(SHARED, HELD))).containsExactly(SHARED);
    }

    /** Its process stood still, and its keeper took the address off: who waited for an answer waited on. */
    @Test
    void ofANodeThatServesItNoLongerAllAreOnce() {
        stands(SHARED, Kind.ABLE);
        assertThat(lost.sharedWith("b", Set.of(SHARED))).isEmpty();
        lost.tell(port, SHARED);
        lost.tell(port, SHARED);
        assertThat(port.tickled).containsExactly(FLOW);
        assertThat(notes).containsExactly("203.0.113.10: 1 connections of a node that is lost are ended");
    }

    @Test
    void ofANodeThatIsGoneAllAre() {
        stands(SHARED, Kind.READY);
        others.heard("b", Liveness.GONE);
        lost.tell(port, SHARED);
        assertThat(port.tickled).containsExactly(FLOW);
    }

    @Test
    void ofAFormerHolderThatServesThemNobodyIs() {
        stands(HELD, Kind.SERVING);
        lost.tell(port, HELD);
        assertThat(port.tickled).isEmpty();
    }

    /** In the middle of a hand-over back to b its other end died: b has connections from before, but nobody brings them to it. */
    @Test
    void ofWhoIsOnlyReadyToTakeItAllAre() {
        stands(HELD, Kind.READY);
        lost.tell(port, HELD);
        assertThat(port.tickled).containsExactly(FLOW);
    }
}
