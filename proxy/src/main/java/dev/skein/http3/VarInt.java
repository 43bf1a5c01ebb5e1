package dev.skein.http3;

import io.netty.buffer.ByteBuf;

/** Integers of 1, 2, 4 or 8 bytes, as QUIC and HTTP/3 write them (RFC 9000 §16). */
public final class VarInt {
    /** What {@link #read} says of one whose rest has not come yet. */
    public static final long INCOMPLETE = -1;

    /** The largest one. */
    public static final long MAX = (1L << 62) - 1;

    /** Bytes of {@link #set4}. */
    public static final int FOUR = 4;

    private VarInt() {}

    /** Bytes of an integer that begins with that one. */
    public static int length(byte first) {
        return 1 << ((first & 0xff) >> 6);
    }

    /** Reads one, or nothing where it is not complete. */
    public static long read(ByteBuf in) {
        if (!in.isReadable()) {
            return INCOMPLETE;
        }
        int length = length(in.getByte(in.readerIndex()));
        if (in.readableBytes() < length) {
            return INCOMPLETE;
        }
        return switch (length) {
            case 1 -> in.readByte();
            case 2 -> in.readShort() & 0x3fff;
            case 4 -> in.readInt() & 0x3fff_ffff;
            default -> in.readLong() & MAX;
        };
    }

    /** Appends one in its shortest form; 0 to {@link #MAX}. */
    public static void write(ByteBuf out, long value) {
        if (value < 1 << 6) {
            out.writeByte((int) value);
        } else if (value < 1 << 14) {
            out.writeShort((int) value | 1 << 14);
        } else if (value < 1 << 30) {
            out.writeInt((int) value | 2 << 30);
        } else {
            out.writeLong(value | 3L << 62);
        }
    }

    /** Sets one of four bytes that were left free: 0 to 2^30-1. */
    public static void set4(ByteBuf out, int at, int value) {
        out.setInt(at, value | 2 << 30);
    }
}
