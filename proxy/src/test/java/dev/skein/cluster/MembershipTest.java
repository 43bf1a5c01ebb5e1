package dev.skein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.Membership.Source;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final List<String> told = new ArrayList<>();
    private Membership membership = new Membership(Ticker.SYSTEM, member("a", 1));

    private static Member member(String id, long boot) {
        Address address = new Address("127.0.0.1", 5701, 5702, 5702);
        return new Member(id, address, Role.PROXY, "0.1.0", "hz5.7-s1", "", boot, State.JOINING, 0, "starting");
    }

    @BeforeEach
    void listen() {
        membership.listen(change -> told.add(change.now().id() + " "
                + change.now().state() + " " + change.now().reason()));
    }

    @Test
    void aNodeKnowsItselfFromTheStart() {
        assertThat(membership.self().state()).isEqualTo(State.JOINING);
        assertThat(membership.live()).containsExactly("a");
    }

    @Test
    void aNodeIsSuspectWhileAnySourceSuspectsIt() {
        membership.arrived(member("b", 1));
        membership.trust("b", Source.GRID);
        membership.suspect("b", Source.HEARTBEAT, "silent for 500 ms");
        membership.suspect("b", Source.GRID, "silent for 2 s");
        membership.trust("b", Source.HEARTBEAT);
        membership.trust("b", Source.GRID);
        membership.trust("b", Source.GRID);
        assertThat(told)
                .containsExactly(
                        "b PRESENT starting",
                        "b SUSPECT silent for 500 ms",
                        "b SUSPECT silent for 2 s",
                        "b PRESENT heard of again");
    }

    @Test
    void withoutItsGridANodeStillHearsOfThoseOfAnother() {
        membership.arrived(member("b", 1));
        membership.arrived(new Member(
                "c",
                new Address("127.0.0.1", 5701, 5702, 5702),
                Role.PROXY,
                "0.1.0",
                "hz5.6-s1",
                "",
                1,
                State.JOINING,
                0,
                "by the link"));
        assertThat(membership.mates()).containsExactly("a", "b");
        assertThat(membership.beside()).extracting(Member::id).containsExactly("c");
        told.clear();
        membership.outside("the grid has ended");
        assertThat(told).containsExactly("a JOINING the grid has ended", "b SUSPECT the grid has ended");
    }

    @Test
    void aSuspectNodeIsStillInAndOneThatIsGoneIsNot() {
        membership.arrived(member("b", 1));
        membership.suspect("b", Source.HEARTBEAT, "silent");
        assertThat(membership.live()).containsExactly("a", "b");
        membership.gone("b", 1, "connection lost");
        assertThat(membership.live()).containsExactly("a");
        assertThat(membership.find("b"))
                .extracting(Member::state, Member::reason)
                .containsExactly(State.GONE, "connection lost");
        membership.suspect("b", Source.GRID, "too late");
        assertThat(membership.all()).extracting(Member::state).containsExactly(State.JOINING, State.GONE);
    }

    @Test
    void theEndOfAFormerLifeDoesNotEndItsSuccessor() {
        membership.arrived(member("b", 2));
        membership.gone("b", 1, "connection lost");
        assertThat(membership.live()).containsExactly("a", "b");
    }

    @Test
    void outsideTheGridAllOthersAreSuspect() {
        membership.inside("with 2 others");
        membership.arrived(member("b", 1));
        membership.outside("the grid has stopped");
        assertThat(membership.all()).extracting(Member::state).containsExactly(State.JOINING, State.SUSPECT);
        membership.arrived(member("b", 1));
        assertThat(membership.find("b")).extracting(Member::state).isEqualTo(State.PRESENT);
    }

    @Test
    void whatChangesNothingIsNotTold() {
        membership.arrived(member("b", 1));
        membership.arrived(member("b", 1));
        membership.outside("x");
        membership.outside("x");
        assertThat(told).containsExactly("b PRESENT starting", "a JOINING x", "b SUSPECT x");
    }

    @Test
    void onlyWhoIsGoneCanBeForgotten() {
        membership.arrived(member("b", 1));
        membership.forget("b");
        assertThat(membership.find("b")).isNotNull();
        membership.gone("b", 1, "left");
        membership.forget("b");
        assertThat(membership.find("b")).isNull();
    }
}
