package dev.skein.http3;

import io.netty.buffer.ByteBuf;

/**
 * What can be told of a packet before anything of it is decrypted (RFC 8999, RFC 9000 §17): of what kind it is, and where the
 * id of its connection stands. Of any bytes; any thread.
 */
public final class PacketHead {
    /** What {@link #idAt} says of an id that is none of ours by its length, and of what is no packet. */
    public static final int NONE = -1;

    /** What a client's first packets are filled up to, so that no answer is much longer (RFC 9000 §14.1). */
    public static final int LEAST_FIRST = 1200;

    private static final int VERSION_1 = 1;
    /** In a packet with a long head, where the length of the id stands (RFC 9000 §17.2). */
    private static final int LENGTH_AT = 5;
    /** Of a packet with a long head, what its kind is told by; none of them set: Initial (RFC 9000 §17.2). */
    private static final int KIND = 0x30;

    private PacketHead() {}

    /** Whether it belongs to a connection that has been established (RFC 9000 §17.3). */
    public static boolean isShort(ByteBuf in) {
        return in.isReadable() && in.getByte(in.readerIndex()) >= 0;
    }

    /** Where the id of {@link ConnectionIds#BYTES} begins, all of which is there; or {@link #NONE}. */
    public static int idAt(ByteBuf in) {
        int at = in.readerIndex();
        int length = in.readableBytes();
        if (isShort(in)) {
            return length > ConnectionIds.BYTES ? at + 1 : NONE;
        }
        boolean fits =
                length > LENGTH_AT + ConnectionIds.BYTES && in.getUnsignedByte(at + LENGTH_AT) == ConnectionIds.BYTES;
        return fits ? at + LENGTH_AT + 1 : NONE;
    }

    /** Of one with a long head: whether it asks for a connection, or speaks another version, which is to be answered, too. */
    public static boolean asks(ByteBuf in) {
        int at = in.readerIndex();
        return in.readableBytes() <= LENGTH_AT || in.getInt(at + 1) != VERSION_1 || (in.getByte(at) & KIND) == 0;
    }
}
