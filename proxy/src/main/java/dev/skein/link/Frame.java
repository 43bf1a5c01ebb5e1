package dev.skein.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The unit on the wire, or a piece of something larger: length of the rest (4 bytes), kind (1), flags (1), type (2),
 * id (8), length of the whole body (4), this piece of the body. Big endian.
 *
 * @param id the same in all pieces, in the request and in its answer
 * @param first whether the body begins here
 * @param total bytes of the whole body
 */
record Frame(Kind kind, int type, long id, boolean first, int total, byte[] body) {
    static final int HEADER = 20;
    /** Small enough that a bundle does not keep a heartbeat of the register waiting. */
    static final int PIECE = 32 * 1024;

    private static final int LENGTH = 4;
    private static final int FIRST = 1;
    private static final byte[] NOTHING = {};

    /** Numbers on the wire are the order here: only ever add at the end. */
    enum Kind {
        HELLO,
        WELCOME,
        REFUSED,
        PING,
        PONG,
        MESSAGE,
        REQUEST,
        RESPONSE,
        FAILURE,
        /** The sender's certificates have changed: whoever dialed should dial again. */
        RENEW,
        /** The sender starts nothing more here, and closes when nothing is open. */
        GOODBYE;

        private static final Kind[] ALL = values();

        @SuppressWarnings("EnumOrdinal") // the wire's numbers, as said above
        int code() {
            return ordinal();
        }
    }

    /** A whole one without a type. */
    static Frame of(Kind kind, long id, byte[] body) {
        return new Frame(kind, 0, id, true, body.length, body);
    }

    static Frame of(Kind kind, long id) {
        return of(kind, id, NOTHING);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    ByteBuf encode(ByteBufAllocator allocator) {
        return encode(allocator, 0, body.length);
    }

    /** A piece of this one's body. */
    ByteBuf encode(ByteBufAllocator allocator, int from, int length) {
        ByteBuf header = allocator.buffer(HEADER);
        header.writeInt(HEADER - LENGTH + length);
        header.writeByte(kind.code());
        header.writeByte(from == 0 ? FIRST : 0);
        header.writeShort(type);
        header.writeLong(id);
        header.writeInt(body.length);
        return Unpooled.wrappedBuffer(header, Unpooled.wrappedBuffer(body, from, length));
    }

    /**
     * Reads the frame whose length was read before.
     *
     * @throws BadFrameException when it is none
     */
    static Frame decode(ByteBuf in, int length) throws BadFrameException {
        int code = in.readUnsignedByte();
        if (code >= Kind.ALL.length) {
            throw new BadFrameException("frame of unknown kind " + code);
        }
        boolean first = (in.readUnsignedByte() & FIRST) != 0;
        int type = in.readUnsignedShort();
        long id = in.readLong();
        int total = in.readInt();
        byte[] body = new byte[length - (HEADER - LENGTH)];
        in.readBytes(body);
        if (total < body.length) {
            throw new BadFrameException("a piece of " + body.length + " bytes of a body of " + total);
        }
        return new Frame(Kind.ALL[code], type, id, first, total, body);
    }

    /** The length that precedes the rest. */
    static int length(ByteBuf in) throws BadFrameException {
        int length = in.getInt(in.readerIndex());
        if (length < HEADER - LENGTH || length > HEADER - LENGTH + PIECE) {
            throw new BadFrameException("frame of " + Integer.toUnsignedString(length) + " bytes (expected: "
                    + (HEADER - LENGTH) + " to " + (HEADER - LENGTH + PIECE) + ")");
        }
        return length;
    }

    /** Not what a node sends. */
    static final class BadFrameException extends Exception {
        BadFrameException(String message) {
            super(message);
        }
    }
}
