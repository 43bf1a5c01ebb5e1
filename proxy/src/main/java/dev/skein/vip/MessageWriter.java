package dev.skein.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Netlink messages (RFC 3549 §2.3) and their nested attributes, written one behind the other. */
final class MessageWriter {
    static final int HEADER = 16;
    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int DUMP = 0x300;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int APPEND = 0x800;

    private static final int NESTED = 0x8000;

    private final ByteBuffer out;
    private int start;

    /** Cleared by {@link #clear()} only; its order becomes the machine's. */
    MessageWriter(ByteBuffer out) {
        this.out = out.order(ByteOrder.nativeOrder());
    }

    MessageWriter clear() {
        out.clear();
        return this;
    }

    /** A message's header; {@link #end()} writes its length. */
    MessageWriter begin(int type, int flags, int sequence) {
        start = out.position();
        out.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
        return this;
    }

    MessageWriter end() {
        out.putInt(start, out.position() - start);
        return this;
    }

    MessageWriter u8(int value) {
        out.put((byte) value);
        return this;
    }

    MessageWriter u16(int value) {
        out.putShort((short) value);
        return this;
    }

    MessageWriter u32(int value) {
        out.putInt(value);
        return this;
    }

    /** In the network's order. */
    MessageWriter big16(int value) {
        return u8(value >>> 8).u8(value);
    }

    MessageWriter raw(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    MessageWriter zeros(int count) {
        for (int at = 0; at < count; at++) {
            out.put((byte) 0);
        }
        return this;
    }

    MessageWriter attribute(int type, byte[] value) {
        out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        return pad();
    }

    /** In the machine's order, as rtnetlink has it. */
    MessageWriter attribute(int type, int value) {
        out.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    /** In the network's order, as nf_tables has it. */
    MessageWriter big(int type, int value) {
        out.putShort((short) 8).putShort((short) type);
        return big16(value >>> 16).big16(value);
    }

    /** Of 64 bits, in the network's order; returns where the value stands, for {@link #patchBig(int, long)}. */
    int big(int type, long value) {
        out.putShort((short) 12).putShort((short) type);
        int at = out.position();
        out.putLong(0);
        patchBig(at, value);
        return at;
    }

    MessageWriter attribute(int type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) (5 + bytes.length))
                .putShort((short) type)
                .put(bytes)
                .put((byte) 0);
        return pad();
    }

    /** Opens an attribute that holds attributes; its place, for {@link #close(int)}. */
    int nest(int type) {
        int at = out.position();
        out.putShort((short) 0).putShort((short) (type | NESTED));
        return at;
    }

    MessageWriter close(int nest) {
        out.putShort(nest, (short) (out.position() - nest));
        return this;
    }

    /** Writes over a value of 64 bits that stands there already; allocates nothing. */
    void patchBig(int at, long value) {
        out.putLong(at, out.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
    }

    int position() {
        return out.position();
    }

    /** What was written, ready to be sent; the same bytes until {@link #clear()}. */
    ByteBuffer written() {
        return out.duplicate().order(ByteOrder.nativeOrder()).flip();
    }

    private MessageWriter pad() {
        return zeros(-out.position() & 3);
    }
}
