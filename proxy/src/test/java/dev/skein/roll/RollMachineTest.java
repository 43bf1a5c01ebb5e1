package dev.skein.roll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.Tally.Counts;
import dev.skein.model.AdminState;
import dev.skein.roll.Roll.Kind;
import dev.skein.roll.Roll.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollMachineTest {
    private static final long LOOK = 250;

    private final Model model = new Model();

    /** A pool of servers, or nodes, that do what they are told, unless a test says otherwise. */
    private static final class Model {
        RollMachine machine = new RollMachine();
        Roll roll = roll(Kind.SERVERS, "s1", "s2");
        long millis;
        AdminState admin = AdminState.READY;
        /** What is seen in its place, because news are late; null: the truth. */
        @Nullable
        AdminState shown;

        long life = 7;
        long inFlight;
        long requests;
        long bad;
        boolean healthy = true;
        boolean everywhere = true;
        boolean runner = true;
        int serving = 1;
        String missing = "";
        boolean obeys = true;
        int exit;
        final List<String> commands = new ArrayList<>();
        final List<Phase> phases = new ArrayList<>();

        static Roll roll(Kind kind, String... targets) {
            Terms terms = kind == Kind.NODES ? Terms.NODES : Terms.SERVERS;
            String pool = kind == Kind.NODES ? "" : "shop";
            List<Step> steps = List.of(targets).stream().map(Step::of).toList();
            return new Roll(1, kind, pool, "ops", "", "me", 0, 0, terms, State.RUNNING, "", steps);
        }

        Seen seen() {
            AdminState aim =
                    roll.current() == null ? null : Order.aim(roll.current().phase());
            boolean agreed = everywhere && (aim == null || aim == admin);
            return new Seen(
                    missing,
                    runner,
                    shown == null ? admin : shown,
                    agreed,
                    admin == AdminState.READY ? inFlight + 1 : inFlight,
                    healthy,
                    healthy && admin == AdminState.READY,
                    life,
                    serving,
                    new Counts(requests, bad),
                    new Counts(millis, 0),
                    healthy ? "up" : "down: refused");
        }

        void look() {
            millis += LOOK;
            Seen seen = seen();
            Order order = Order.of(roll, seen);
            roll = machine.next(roll, seen, TimeUnit.MILLISECONDS.toNanos(millis), millis);
            if (order instanceof Order.Wish wish && obeys) {
                admin = wish.state();
            }
            if (order instanceof Order.Restart restart && obeys) {
                assertThat(restart.life()).isEqualTo(life);
                life++;
            }
            Step step = roll.current();
            if (step == null) {
                return;
            }
            if (phases.isEmpty() || phases.getLast() != step.phase()) {
                phases.add(step.phase());
            }
            String run = step.target() + " " + step.attempt();
            if (roll.kind() == Kind.SERVERS && step.phase() == Phase.WORKING && runner && !commands.contains(run)) {
                assertThat(admin).isEqualTo(AdminState.MAINTENANCE);
                commands.add(run);
                roll = roll.with(step.ended(exit, "said"));
            }
        }

        void looks(long forMillis) {
            for (long end = millis + forMillis; millis < end; ) {
                look();
            }
        }

        void until(Phase phase) {
            for (int i = 0; i < 10_000; i++) {
                Step step = roll.current();
                if (step != null && step.phase() == phase) {
                    return;
                }
                look();
            }
            throw new AssertionError(roll.toString());
        }

        void untilIn(State state) {
            for (int i = 0; i < 10_000 && roll.state() != state; i++) {
                look();
            }
            assertThat(roll.state()).as("%s", roll).isEqualTo(state);
        }
    }

    @Test
    void oneServerAfterTheOtherGoesThroughAllPhases() {
        model.untilIn(State.DONE);
        assertThat(model.commands).containsExactly("s1 1", "s2 1");
        assertThat(model.phases.subList(0, 6))
                .containsExactly(
                        Phase.DRAINING, Phase.EMPTYING, Phase.WORKING, Phase.CHECKING, Phase.WARMING, Phase.WATCHING);
        assertThat(model.admin).isEqualTo(AdminState.READY);
        assertThat(model.roll.done()).isEqualTo(2);
    }

    @Test
    void itWaitsForWhatIsUnderWayButNotForEver() {
        model.inFlight = 3;
        model.until(Phase.DRAINING);
        model.looks(29_000);
        assertThat(model.roll.current()).extracting(Step::phase).isEqualTo(Phase.DRAINING);
        model.until(Phase.EMPTYING);
        assertThat(model.roll.current()).extracting(Step::text).isEqualTo("3 requests were still under way");
        model.untilIn(State.DONE);
    }

    @Test
    void theCommandDoesNotRunBeforeAllNodesHaveTakenTheServerOut() {
        model.until(Phase.EMPTYING);
        model.everywhere = false;
        model.missing = "not heard of lately: c";
        model.untilIn(State.STOPPED);
        assertThat(model.commands).isEmpty();
        assertThat(model.roll.reason()).isEqualTo("s1: not everywhere out of use: not heard of lately: c");
    }

    @Test
    void itIsNotBegunWhereTooFewOthersServe() {
        model.serving = 0;
        model.untilIn(State.STOPPED);
        assertThat(model.roll.reason()).isEqualTo("s1: not begun: 0 others serve (expected: at least 1)");
        assertThat(model.admin).isEqualTo(AdminState.READY);
    }

    @Test
    void aCommandThatFailsStopsItAndTheServerStaysOut() {
        model.exit = 3;
        model.untilIn(State.STOPPED);
        model.looks(1_000);
        assertThat(model.roll.reason()).isEqualTo("s1: its command ended with 3: said");
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
    }

    @Test
    void aServerThatDoesNotBecomeHealthyStopsItAndIsNamed() {
        model.until(Phase.CHECKING);
        model.healthy = false;
        model.untilIn(State.STOPPED);
        model.looks(1_000);
        assertThat(model.roll.reason()).isEqualTo("s1: not healthy in time: down: refused");
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
    }

    @Test
    void aServerThatFailsMoreThanTheOthersStopsItAndIsTakenOut() {
        model.until(Phase.WATCHING);
        model.looks(500);
        model.requests += 40;
        model.bad += 20;
        model.look();
        assertThat(model.roll.state()).isEqualTo(State.STOPPED);
        assertThat(model.roll.reason()).startsWith("s1: 20 of 40 requests failed");
        model.looks(1_000);
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
    }

    @Test
    void resumedAfterAStopItDoesTheServerOnceMore() {
        model.exit = 1;
        model.untilIn(State.STOPPED);
        model.exit = 0;
        model.roll = Resumption.of(model.roll, null, model.millis);
        model.untilIn(State.DONE);
        assertThat(model.commands).containsExactly("s1 1", "s1 2", "s2 1");
    }

    @Test
    void withoutWhoRunsTheCommandsItPausesAndAnotherOneGoesOn() {
        model.until(Phase.EMPTYING);
        model.runner = false;
        model.untilIn(State.PAUSED);
        assertThat(model.roll.reason())
                .isEqualTo("the command line that ran the command for s1 is gone: whether it came to its end is not"
                        + " known");
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
        model.runner = true;
        model.roll = Resumption.of(model.roll, "another", model.millis);
        model.untilIn(State.DONE);
        assertThat(model.commands).containsExactly("s1 2", "s2 1");
        assertThat(model.roll.runner()).isEqualTo("another");
    }

    @Test
    void betweenTwoServersItPausesBeforeTheNextOneIsTouched() {
        model.until(Phase.WATCHING);
        model.runner = false;
        model.untilIn(State.PAUSED);
        assertThat(model.roll.reason()).contains("next is s2");
        assertThat(model.admin).isEqualTo(AdminState.READY);
    }

    @Test
    void abortedItReturnsTheServer() {
        model.until(Phase.EMPTYING);
        model.roll = model.roll.in(State.ABORTING, "by ops");
        model.untilIn(State.ABORTED);
        assertThat(model.admin).isEqualTo(AdminState.READY);
        assertThat(model.roll.done()).isZero();
    }

    @Test
    void abortedItDoesNotTakeForReturnedWhatWasSeenBeforeTheServerWasTakenOut() {
        model.until(Phase.WATCHING);
        model.bad = 50;
        model.untilIn(State.STOPPED);
        model.looks(1_000);
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
        model.roll = model.roll.in(State.ABORTING, "by ops");
        model.shown = AdminState.READY;
        model.looks(1_000);
        model.shown = null;
        model.untilIn(State.ABORTED);
        assertThat(model.admin).isEqualTo(AdminState.READY);
    }

    @Test
    void aServerThatWasOutBeforeReturnsToThat() {
        model.admin = AdminState.MAINTENANCE;
        model.until(Phase.CHECKING);
        assertThat(model.admin).isNotEqualTo(AdminState.READY);
        model.roll = model.roll.with(Step.of("s2").to(Phase.DONE, "", 0));
        model.untilIn(State.DONE);
        assertThat(model.admin).isEqualTo(AdminState.MAINTENANCE);
    }

    @Test
    void anotherNodeThatDrivesOnComesToTheSameEnd() {
        for (Phase phase : List.of(Phase.DRAINING, Phase.EMPTYING, Phase.CHECKING, Phase.WATCHING)) {
            model.until(phase);
            model.machine = new RollMachine();
        }
        model.untilIn(State.DONE);
        assertThat(model.commands).containsExactly("s1 1", "s2 1");
    }

    @Test
    void nodesRestartOneAfterTheOtherAndOnceEach() {
        model.roll = Model.roll(Kind.NODES, "a");
        model.untilIn(State.DONE);
        assertThat(model.life).isEqualTo(8);
        assertThat(model.phases).containsExactly(Phase.WORKING, Phase.CHECKING, Phase.WATCHING);
    }

    @Test
    void aNodeThatDoesNotComeBackStopsIt() {
        model.roll = Model.roll(Kind.NODES, "a", "b");
        model.obeys = false;
        model.untilIn(State.STOPPED);
        assertThat(model.roll.reason()).isEqualTo("a: it did not come back in time");
    }

    @Test
    void aNodeThatFailsMoreThanTheOthersStopsItAndTheNextOneIsNotTouched() {
        model.roll = Model.roll(Kind.NODES, "a", "b");
        model.until(Phase.WATCHING);
        model.looks(500);
        model.requests += 40;
        model.bad += 20;
        model.look();
        assertThat(model.roll.state()).isEqualTo(State.STOPPED);
        assertThat(model.roll.reason()).startsWith("a: 20 of 40 requests failed");
        model.looks(1_000);
        assertThat(model.life).as("restarts").isEqualTo(8);
    }

    @Test
    void whatTheRegisterKeepsIsWhatWasWritten() {
        model.until(Phase.WATCHING);
        RollBook book = RollBook.EMPTY.with(model.roll);
        assertThat(RollBook.decode(book.encode())).isEqualTo(book);
    }
}
