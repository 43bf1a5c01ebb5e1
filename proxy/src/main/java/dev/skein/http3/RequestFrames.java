package dev.skein.http3;

import io.netty.buffer.ByteBuf;

/**
 * Takes what a client sends for one request apart (RFC 9114 §4.1, §7): a header block, data, perhaps trailers, and between
 * them frames that nobody knows. Data goes on as it comes; blocks are waited for, but for long ones, which go by. One
 * stream's.
 */
public final class RequestFrames {
    /** What {@link #next} says: nothing more to say before more comes. */
    public static final int MORE = 0;
    /** A header block is complete; its {@link #length} bytes are to be read. */
    public static final int BLOCK = 1;
    /** A header block that was longer than allowed has gone by. */
    public static final int TOO_LONG = 2;
    /** DATA begins, of {@link #length} bytes. */
    public static final int DATA = 3;
    /** Data has come; its {@link #length} bytes are to be read. */
    public static final int BODY = 4;
    /** A frame begins that nobody knows, and is passed over. */
    public static final int UNKNOWN = 5;
    /** A frame begins that must not come here: H3_FRAME_UNEXPECTED. Nothing more is to be asked for. */
    public static final int UNEXPECTED = 6;

    private enum State {
        TYPE,
        LENGTH,
        BLOCK,
        DATA,
        SKIP
    }

    private final int longest;
    private State state = State.TYPE;
    private long type;
    private long left;
    private int length;
    private int blocks;

    /** @param longest bytes of a header block that are waited for */
    public RequestFrames(int longest) {
        this.longest = longest;
    }

    /** Whether no frame has begun and not ended. */
    public boolean between() {
        return state == State.TYPE;
    }

    /** Header blocks that have come: 1 and the head is there, 2 and the trailers are. */
    public int blocks() {
        return blocks;
    }

    /** What the last answer is about. */
    public int length() {
        return length;
    }

    /** Goes on. */
    public int next(ByteBuf in) {
        int said = MORE;
        boolean goesOn = true;
        while (goesOn && said == MORE) {
            State before = state;
            said = switch (state) {
                case TYPE -> type(in);
                case LENGTH -> length(in);
                case BLOCK -> block(in);
                case DATA -> data(in);
                case SKIP -> skip(in);
            };
            goesOn = state != before;
        }
        return said;
    }

    private int type(ByteBuf in) {
        type = VarInt.read(in);
        if (type == VarInt.INCOMPLETE) {
            return MORE;
        }
        state = State.LENGTH;
        boolean fits = type == FrameType.DATA
                ? blocks == 1
                : type == FrameType.HEADERS ? blocks < 2 : FrameType.isUnknown(type);
        return fits ? MORE : UNEXPECTED;
    }

    private int length(ByteBuf in) {
        left = VarInt.read(in);
        if (left == VarInt.INCOMPLETE) {
            return MORE;
        }
        if (type == FrameType.DATA) {
            state = State.DATA;
            length = (int) Math.min(left, Integer.MAX_VALUE);
            return DATA;
        }
        boolean headers = type == FrameType.HEADERS;
        state = headers && left <= longest ? State.BLOCK : State.SKIP;
        return headers ? MORE : UNKNOWN;
    }

    private int block(ByteBuf in) {
        if (in.readableBytes() < left) {
            return MORE;
        }
        length = (int) left;
        blocks++;
        state = State.TYPE;
        return BLOCK;
    }

    private int data(ByteBuf in) {
        length = (int) Math.min(left, in.readableBytes());
        left -= length;
        if (left == 0) {
            state = State.TYPE;
        }
        return length == 0 ? MORE : BODY;
    }

    private int skip(ByteBuf in) {
        int part = (int) Math.min(left, in.readableBytes());
        in.skipBytes(part);
        left -= part;
        if (left > 0) {
            return MORE;
        }
        state = State.TYPE;
        if (type == FrameType.HEADERS) {
            blocks++;
            return TOO_LONG;
        }
        return MORE;
    }
}
