package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.Answer.Verdict;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VoterTest {
    private static final long PROMISE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long RESOURCE = 7;
    private static final long A = 100;
    private static final long B = 200;

    private VoterMemory kept = new VoterMemory(0, 0);
    private boolean diskWorks = true;
    private final Voter voter = Voter.first(0, this::keep);

    private boolean keep(VoterMemory memory) {
        if (diskWorks) {
            kept = memory;
        }
        return diskWorks;
    }

    private static Verdict ask(Voter voter, long now, long asker, Ask.Kind kind, long term) {
        return voter.answer(now, asker, 0, new Ask(kind, RESOURCE, term, PROMISE, B))
                .verdict();
    }

    private Verdict promise(long now, long asker, long term) {
        return ask(voter, now, asker, Ask.Kind.PROMISE, term);
    }

    @Test
    void onePromiseStandsUntilItLapses() {
        assertThat(promise(0, A, 1)).isEqualTo(Verdict.GRANTED);
        assertThat(promise(PROMISE - 1, B, 2)).isEqualTo(Verdict.BUSY);
        assertThat(promise(PROMISE, B, 2)).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void aRenewalCountsFromWhenItCame() {
        promise(0, A, 1);
        assertThat(promise(PROMISE / 2, A, 1)).isEqualTo(Verdict.GRANTED);
        assertThat(promise(PROMISE, B, 2)).isEqualTo(Verdict.BUSY);
    }

    @Test
    void aReleaseFreesAtOnceAndALateRenewalDoesNotBindAgain() {
        promise(0, A, 1);
        assertThat(ask(voter, 1, A, Ask.Kind.RELEASE, 1)).isEqualTo(Verdict.RELEASED);
        assertThat(promise(2, A, 1)).isEqualTo(Verdict.STALE);
        assertThat(promise(3, B, 2)).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void aReleaseOfAnOlderTermChangesNothing() {
        promise(0, A, 5);
        ask(voter, 1, A, Ask.Kind.RELEASE, 4);
        assertThat(promise(2, B, 6)).isEqualTo(Verdict.BUSY);
    }

    @Test
    void aHandOverMovesThePromiseToTheSuccessorUnderTheNextTerm() {
        promise(0, A, 5);
        ask(voter, 1, A, Ask.Kind.HAND_OVER, 5);
        assertThat(promise(2, A, 5)).isEqualTo(Verdict.BUSY);
        assertThat(promise(2, B, 6)).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void afterARestartItIsSilentForTheLongestPromiseItRemembers() {
        promise(0, A, 1);
        Voter again = new Voter(10, kept, this::keep);

        assertThat(ask(again, 10 + PROMISE - 1, B, Ask.Kind.PROMISE, 5_000)).isEqualTo(Verdict.SILENT);
        assertThat(ask(again, 10 + PROMISE, B, Ask.Kind.PROMISE, 2)).isEqualTo(Verdict.STALE);
        assertThat(ask(again, 10 + PROMISE, B, Ask.Kind.PROMISE, 5_000)).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void withoutItsMemoryItIsSilentUntilTheLongestPromiseIsOverAndItKnowsAFloor() {
        Voter amnesiac = new Voter(0, null, this::keep);

        assertThat(ask(amnesiac, Timing.LONGEST, A, Ask.Kind.PROMISE, 9)).isEqualTo(Verdict.SILENT);
        amnesiac.seed(1 << 24);
        assertThat(ask(amnesiac, Timing.LONGEST - 1, A, Ask.Kind.PROMISE, 1 << 25))
                .isEqualTo(Verdict.SILENT);
        assertThat(ask(amnesiac, Timing.LONGEST, A, Ask.Kind.PROMISE, 1 << 24)).isEqualTo(Verdict.STALE);
        assertThat(ask(amnesiac, Timing.LONGEST, A, Ask.Kind.PROMISE, (1 << 24) + 1))
                .isEqualTo(Verdict.GRANTED);
    }

    /** A holder that fell silent within 5 s of another node's restart was followed only when those were over. */
    @Test
    void theLongSilenceOfTheFirstStartIsNotThatOfTheNext() {
        Voter first = new Voter(0, null, this::keep);
        first.seed(0);
        assertThat(ask(first, Timing.LONGEST, A, Ask.Kind.PROMISE, 1)).isEqualTo(Verdict.GRANTED);

        Voter again = new Voter(Timing.LONGEST, kept, this::keep);

        long over = Timing.LONGEST + PROMISE;
        assertThat(ask(again, over - 1, B, Ask.Kind.PROMISE, 5_000)).isEqualTo(Verdict.SILENT);
        assertThat(ask(again, over, B, Ask.Kind.PROMISE, 5_000)).isEqualTo(Verdict.GRANTED);
    }

    /** Nothing but a promise shows that those from before have lapsed. */
    @Test
    void whoRestartsBeforeItsFirstPromiseRemembersThoseFromBefore() {
        new Voter(0, new VoterMemory(9, 5 * PROMISE), this::keep).prepare(PROMISE);

        assertThat(ask(new Voter(1, kept, this::keep), 1 + 5 * PROMISE - 1, B, Ask.Kind.PROMISE, 5_000))
                .isEqualTo(Verdict.SILENT);
    }

    @Test
    void aDiskThatCannotBeWrittenMeansNoNewPromise() {
        diskWorks = false;
        assertThat(promise(0, A, 1)).isEqualTo(Verdict.SILENT);
        diskWorks = true;
        assertThat(promise(1, A, 1)).isEqualTo(Verdict.GRANTED);
        diskWorks = false;
        assertThat(promise(2, A, 2)).as("within what is reserved").isEqualTo(Verdict.GRANTED);
    }

    @Test
    void anOlderVoterSetIsRefusedAndANewOneBringsAFloor() {
        VoterSet next = VoterSet.configured(List.of("a", "b"), false).with("c", 0, 3);
        voter.voters(next);

        assertThat(promise(0, A, 1)).isEqualTo(Verdict.OUTDATED);
        Ask low = new Ask(Ask.Kind.PROMISE, RESOURCE, 1, PROMISE, 0);
        Answer answer = voter.answer(0, A, next.stamp(), low);
        assertThat(answer.verdict()).isEqualTo(Verdict.STALE);
        assertThat(answer.term()).isEqualTo(next.termFloor());
    }

    @Test
    void moreResourcesThanPlacesTakeThoseThatAreFree() {
        for (long resource = 1; resource <= Voter.MOST + 50; resource++) {
            Ask ask = new Ask(Ask.Kind.PROMISE, resource, resource + 10, PROMISE, 0);
            assertThat(voter.answer(resource * PROMISE, A, 0, ask).verdict()).isEqualTo(Verdict.GRANTED);
        }
        Ask forgotten = new Ask(Ask.Kind.PROMISE, 1, 11, PROMISE, 0);
        assertThat(voter.answer(1_000 * PROMISE, B, 0, forgotten).verdict())
                .as("a term that may have been given before its place was taken")
                .isEqualTo(Verdict.STALE);
    }
}
