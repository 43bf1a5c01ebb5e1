package dev.skein.roll;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster's latest rolls, newest first; at most one of them is open, and that is the first. */
record RollBook(List<Roll> rolls) {
    static final RollBook EMPTY = new RollBook(List.of());

    private static final int VERSION = 1;
    private static final int MOST = 5;

    RollBook {
        rolls = List.copyOf(rolls);
    }

    @Nullable
    Roll latest() {
        return rolls.isEmpty() ? null : rolls.getFirst();
    }

    /** The one that is open; null if none is. */
    @Nullable
    Roll open() {
        Roll latest = latest();
        return latest != null && latest.open() ? latest : null;
    }

    /** With the roll in its present shape, or as the newest one. */
    RollBook with(Roll roll) {
        List<Roll> next = new ArrayList<>(List.of(roll));
        rolls.stream().filter(old -> old.number() != roll.number()).forEach(next::add);
        return new RollBook(next.subList(0, Math.min(MOST, next.size())));
    }

    byte[] encode() {
        Encoder out = new Encoder(VERSION).number(rolls.size());
        rolls.forEach(roll -> roll.encode(out));
        return out.done();
    }

    /** @throws Decoder.MalformedException if the bytes are something else */
    static RollBook decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        List<Roll> rolls = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            rolls.add(Roll.decode(in));
        }
        return new RollBook(rolls);
    }
}
