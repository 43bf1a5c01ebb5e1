package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.LastWins.Entry;
import dev.skein.cluster.Stamp;
import dev.skein.model.AdminState;

/** A wish as nodes tell it to each other. */
final class WishCodec {
    private static final int VERSION = 1;
    private static final AdminState[] STATES = AdminState.values();

    private WishCodec() {}

    static byte[] encode(Entry<Wish> entry) {
        Wish wish = entry.value();
        Integer weight = wish.weight();
        Encoder out = entry.stamp()
                .encode(new Encoder(VERSION))
                .constant(wish.state())
                .flag(weight != null);
        return (weight == null ? out : out.number(weight))
                .text(wish.author())
                .text(wish.reason())
                .number(wish.atEpochMillis())
                .number(wish.expiresEpochMillis())
                .done();
    }

    /** @throws Decoder.MalformedException if the bytes are something else */
    static Entry<Wish> decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Stamp stamp = Stamp.decode(in);
        AdminState state = in.constant(STATES);
        Integer weight = in.flag() ? Math.clamp(in.number(), 0, 256) : null;
        return new Entry<>(stamp, new Wish(state, weight, in.text(), in.text(), in.number(), in.number()));
    }
}
