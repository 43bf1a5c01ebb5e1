package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StewardTest {
    private static final long RESOURCE = 7;
    private static final long ME = 1;
    private static final long OTHER = 2;
    private static final long START = TimeUnit.HOURS.toNanos(1);

    private final VoterSet voters = VoterSet.configured(List.of("a"), false);
    private final Voter voter = Voter.first(START, _ -> true);
    private final Holder holder = new Holder(ME, Timing.NORMAL, voters, new LeaseListener() {
        @Override
        public void acquired(long resource, long term) {
            // Asked for by the test.
        }

        @Override
        public void lost(long resource, long term, End why) {
            // Asked for by the test.
        }
    });
    private final Steward steward = new Steward("a", holder, (_, _) -> true);

    private void attend(long now, String first, long incarnation) {
        Steward.Situation situation = new Steward.Situation(
                RESOURCE, List.of(first, first.equals("a") ? "b" : "a"), Steward.Named.NOBODY, incarnation);
        steward.attend(now, situation, Timing.NORMAL);
    }

    private void round(long now) {
        Round round = holder.round(now);
        for (Ask ask : round.asks()) {
            holder.answered(now, "a", round.number(), voter.answer(now, ME, round.stamp(), ask));
        }
    }

    /** Two nodes whose plans name each other would else pass it on and on until both have made them anew. */
    @Test
    void whatWasJustTakenIsNotHandedOverByAPlanFromBefore() {
        attend(START, "a", 0);
        round(START);
        assertThat(holder.answering(RESOURCE, START)).isTrue();
        attend(START, "b", OTHER);
        assertThat(holder.answering(RESOURCE, START)).isTrue();
        long later = START + 2 * Timing.NORMAL.interval();
        round(later);
        attend(later, "b", OTHER);
        assertThat(holder.answering(RESOURCE, later)).isFalse();
    }
}
