package dev.skein.drill;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A drill, as the register keeps it. Immutable.
 *
 * @param number of the cluster's drills, from 1
 * @param target see {@link Kind#target}
 * @param wanted for {@link Kind#MOVE_ADDRESS} the node to move to; empty: any
 * @param former the node that held the address
 * @param url what the probe asks; empty: whoever drives chooses
 * @param forced whether it begins although it may not be survived
 * @param forMillis how long the failure lasts
 * @param reason why it is in this state; empty where that is plain
 */
public record Drill(
        long number,
        Kind kind,
        String target,
        String wanted,
        String former,
        String url,
        boolean forced,
        String author,
        long epochMillis,
        long endedEpochMillis,
        long forMillis,
        State state,
        String reason,
        Verdict verdict) {

    /** New ones are added at the end: the place is the layout. */
    public enum State {
        /** Would it be survived? */
        CHECKING,
        /** The probe learns what is usual. */
        BEFORE,
        /** What was chosen fails. */
        FAILING,
        /** It is being undone. */
        RETURNING,
        /** The probe looks whether all is as before. */
        AFTER,
        DONE,
        /** It would not be survived, or could not be measured; nothing was done. */
        REFUSED,
        /** Ended before its time; undone. */
        STOPPED;

        /** As written in the API. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether something may still become of it. */
    public boolean open() {
        return state != State.DONE && state != State.REFUSED && state != State.STOPPED;
    }

    /** {@code drill 3}. */
    public String name() {
        return "drill " + number;
    }

    /** {@code lose-server shop/s1}. */
    public String what() {
        return kind.code() + " " + target;
    }

    /** One to be begun, after that one. */
    static Drill of(Drilling.Wanted wanted, @Nullable Drill last, long epochMillis) {
        return new Drill(
                last == null ? 1 : last.number + 1,
                wanted.kind(),
                wanted.target(),
                wanted.to(),
                "",
                wanted.url(),
                wanted.forced(),
                wanted.author(),
                epochMillis,
                0,
                wanted.forMillis(),
                State.CHECKING,
                "",
                Verdict.NONE);
    }

    Drill in(State next, String why) {
        return with(wanted, former, endedEpochMillis, next, why, verdict);
    }

    Drill ended(State next, String why, Verdict found, long epoch) {
        return with(wanted, former, epoch, next, why, found);
    }

    /** With what was found out at the start. */
    Drill moving(String from, String to) {
        return with(to, from, endedEpochMillis, state, reason, verdict);
    }

    private Drill with(String to, String from, long ended, State in, String why, Verdict found) {
        return new Drill(
                number, kind, target, to, from, url, forced, author, epochMillis, ended, forMillis, in, why, found);
    }

    void encode(Encoder out) {
        out.number(number)
                .constant(kind)
                .text(target)
                .text(wanted)
                .text(former)
                .text(url)
                .flag(forced);
        out.text(author).number(epochMillis).number(endedEpochMillis).number(forMillis);
        out.constant(state).text(reason);
        verdict.encode(out);
    }

    static Drill decode(Decoder in) {
        return new Drill(
                in.number(),
                in.constant(Kind.values()),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.flag(),
                in.text(),
                in.number(),
                in.number(),
                in.number(),
                in.constant(State.values()),
                in.text(),
                Verdict.decode(in));
    }
}
