package dev.skein.roll;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;

/**
 * One node or server of a roll.
 *
 * @param target id of the node, or of the server within its pool
 * @param epochMillis when it came into this phase
 * @param before what it returns to: the admin state that a server had; the number of the life that a node had
 * @param attempt counts how often its step was begun, from 1; 0: not yet
 * @param exit code of the command; {@link #NONE} before it has ended
 * @param text what is to be said of it
 */
public record Step(String target, Phase phase, long epochMillis, String before, int attempt, int exit, String text) {
    /** No command has ended yet. */
    public static final int NONE = -1;

    static Step of(String target) {
        return new Step(target, Phase.WAITING, 0, "", 0, NONE, "");
    }

    Step begin(Phase first, String now, long epoch) {
        return new Step(target, first, epoch, now, attempt + 1, NONE, "");
    }

    Step to(Phase next, String why, long epoch) {
        return new Step(target, next, epoch, before, attempt, exit, why);
    }

    Step ended(int code, String why) {
        return new Step(target, phase, epochMillis, before, attempt, code, why);
    }

    Step saying(String why) {
        return new Step(target, phase, epochMillis, before, attempt, exit, why);
    }

    /** Once more, without another drain where it had one: the command of before is not known to have done its work. */
    Step again(long epoch) {
        Phase from = phase == Phase.DRAINING ? Phase.DRAINING : Phase.EMPTYING;
        return new Step(target, from, epoch, before, attempt + 1, NONE, "once more");
    }

    void encode(Encoder out) {
        out.text(target).constant(phase).number(epochMillis).text(before);
        out.number(attempt).number(exit).text(text);
    }

    static Step decode(Decoder in) {
        return new Step(
                in.text(), in.constant(Phase.values()), in.number(), in.text(), in.integer(), in.integer(), in.text());
    }
}
