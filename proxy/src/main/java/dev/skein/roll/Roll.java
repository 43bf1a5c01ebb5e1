package dev.skein.roll;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A roll, as the register keeps it. Immutable.
 *
 * @param number of the cluster's rolls, from 1
 * @param pool empty for nodes
 * @param author who began it, and from where
 * @param runner token of the command line that runs the commands; empty for nodes
 * @param epochMillis when it began
 * @param endedEpochMillis 0 before it has ended
 * @param reason why it is in this state, a sentence; empty while it runs
 */
public record Roll(
        long number,
        Kind kind,
        String pool,
        String author,
        String note,
        String runner,
        long epochMillis,
        long endedEpochMillis,
        Terms terms,
        State state,
        String reason,
        List<Step> steps) {

    /** What is rolled. */
    public enum Kind {
        NODES,
        SERVERS
    }

    /** Whether it goes on. New ones are added at the end: the place is the layout. */
    public enum State {
        RUNNING,
        /** An operator wanted that, or whoever runs the commands is gone. */
        PAUSED,
        /** By itself, because of what it found. */
        STOPPED,
        /** What is under way is being undone. */
        ABORTING,
        ABORTED,
        DONE;

        /** As written in the API. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Roll {
        steps = List.copyOf(steps);
    }

    /** Whether something may still become of it. */
    public boolean open() {
        return state != State.ABORTED && state != State.DONE;
    }

    /** Whether its next step is taken without anybody's word. */
    public boolean moving() {
        return state == State.RUNNING || state == State.ABORTING;
    }

    /**
     * Whether virtual addresses stay where they may: nodes go and come one after the other, from the first one's turn until
     * the last one is done, or the roll stands still.
     */
    public boolean holdsAddressesStill() {
        return kind == Kind.NODES && state == State.RUNNING && steps.stream().anyMatch(step -> step.attempt() > 0);
    }

    /** The first step that is not done; null if all are. */
    public @Nullable Step current() {
        return steps.stream()
                .filter(step -> step.phase() != Phase.DONE)
                .findFirst()
                .orElse(null);
    }

    /** How many of its steps are done. */
    public int done() {
        return (int) steps.stream().filter(step -> step.phase() == Phase.DONE).count();
    }

    /** {@code roll 3}. */
    public String name() {
        return "roll " + number;
    }

    Roll with(Step step) {
        List<Step> next = new ArrayList<>(steps);
        next.replaceAll(old -> old.target().equals(step.target()) ? step : old);
        return new Roll(
                number, kind, pool, author, note, runner, epochMillis, endedEpochMillis, terms, state, reason, next);
    }

    Roll in(State next, String why) {
        return new Roll(
                number, kind, pool, author, note, runner, epochMillis, endedEpochMillis, terms, next, why, steps);
    }

    Roll ended(State next, String why, long epoch) {
        return new Roll(number, kind, pool, author, note, runner, epochMillis, epoch, terms, next, why, steps);
    }

    Roll runBy(String token) {
        return new Roll(
                number, kind, pool, author, note, token, epochMillis, endedEpochMillis, terms, state, reason, steps);
    }

    void encode(Encoder out) {
        out.number(number).constant(kind).text(pool).text(author).text(note).text(runner);
        out.number(epochMillis).number(endedEpochMillis);
        terms.encode(out);
        out.constant(state).text(reason).number(steps.size());
        steps.forEach(step -> step.encode(out));
    }

    static Roll decode(Decoder in) {
        long number = in.number();
        Kind kind = in.constant(Kind.values());
        String pool = in.text();
        String author = in.text();
        String note = in.text();
        String runner = in.text();
        long began = in.number();
        long ended = in.number();
        Terms terms = Terms.decode(in);
        State state = in.constant(State.values());
        String reason = in.text();
        List<Step> steps = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            steps.add(Step.decode(in));
        }
        return new Roll(number, kind, pool, author, note, runner, began, ended, terms, state, reason, steps);
    }
}
