package dev.skein.http3;

import io.netty.buffer.ByteBuf;

/** What may be said on a client's two streams of QPACK where neither side has a table (RFC 9204 §4.3, §4.4). One stream's. */
public final class QpackInstructions {
    /** What {@link #next} says: nothing more to say before more comes. */
    public static final int MORE = 0;
    /** An instruction that changes nothing. */
    public static final int NOTHING = 1;

    /** A table of no bytes. */
    private static final int CAPACITY = 0x20;

    private static final int CANCELLATION = 0x40;
    private static final int KIND = 0xc0;
    private static final int PREFIX = 0x3f;
    /** Bytes behind the first one of a number of 62 bits. */
    private static final int LONGEST = 9;

    private final boolean encoder;
    /** Bytes of the number at hand; below 0: none is. */
    private int within = -1;

    /** @param encoder whether it is the stream that fills our table; else it tells of theirs */
    public QpackInstructions(boolean encoder) {
        this.encoder = encoder;
    }

    /** Goes on; besides the above, one of {@link Http3Error}, behind which nothing more is to be asked for. */
    public int next(ByteBuf in) {
        int said = MORE;
        while (said == MORE && in.isReadable()) {
            int next = in.readUnsignedByte();
            said = encoder ? entry(next) : within < 0 ? begins(next) : goesOn(next);
        }
        return said;
    }

    private static int entry(int next) {
        return next == CAPACITY ? NOTHING : Http3Error.QPACK_ENCODER_STREAM_ERROR;
    }

    /** Of blocks that need no table, only that a stream was given up may be told. */
    private int begins(int next) {
        if ((next & KIND) != CANCELLATION) {
            return Http3Error.QPACK_DECODER_STREAM_ERROR;
        }
        if ((next & PREFIX) == PREFIX) {
            within = 0;
            return MORE;
        }
        return NOTHING;
    }

    private int goesOn(int next) {
        if (next < 0x80) {
            within = -1;
            return NOTHING;
        }
        return ++within < LONGEST ? MORE : Http3Error.QPACK_DECODER_STREAM_ERROR;
    }
}
