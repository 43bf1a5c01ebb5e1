package dev.skein.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The messages in one datagram of netlink, one at a time; allocates nothing but what is asked for. */
final class MessageReader {
    static final int ERROR = 2;
    static final int DONE = 3;

    private static final int WORDS = 1;
    private static final int CAPPED = 0x100;
    private static final int HAS_WORDS = 0x200;

    private final ByteBuffer in;
    private int start;
    private int end;
    private int next;

    /** From the buffer's position to its limit, in the machine's order. */
    MessageReader(ByteBuffer in) {
        this.in = in;
        reset();
    }

    /** For the next datagram in the same buffer. */
    void reset() {
        next = in.position();
    }

    /** Moves to the next message, if there is one; a message that is cut off ends it. */
    boolean next() {
        start = next;
        if (in.limit() - start < MessageWriter.HEADER) {
            return false;
        }
        int length = in.getInt(start);
        if (length < MessageWriter.HEADER || length > in.limit() - start) {
            return false;
        }
        end = start + length;
        next = Math.min(in.limit(), start + aligned(length));
        return true;
    }

    int type() {
        return Short.toUnsignedInt(in.getShort(start + 4));
    }

    int flags() {
        return Short.toUnsignedInt(in.getShort(start + 6));
    }

    int sequence() {
        return in.getInt(start + 8);
    }

    /** Of the socket whose request made this notice, or to which it answers. */
    int port() {
        return in.getInt(start + 12);
    }

    int u8(int offset) {
        return Byte.toUnsignedInt(in.get(start + MessageWriter.HEADER + offset));
    }

    int u32(int offset) {
        return in.getInt(start + MessageWriter.HEADER + offset);
    }

    /** In the network's order. */
    int big16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    /** Whether those bytes stand there. */
    boolean holds(int offset, byte[] expected) {
        for (int at = 0; at < expected.length; at++) {
            if (in.get(start + MessageWriter.HEADER + offset + at) != expected[at]) {
                return false;
            }
        }
        return true;
    }

    byte[] raw(int offset, int length) {
        byte[] bytes = new byte[length];
        in.get(start + MessageWriter.HEADER + offset, bytes);
        return bytes;
    }

    int length() {
        return end - start - MessageWriter.HEADER;
    }

    /** Of an {@link #ERROR} message: 0 is an acknowledgement, else a positive error number. */
    int error() {
        return length() < 4 ? 0 : -u32(0);
    }

    /** What the kernel says to explain an error; mostly nothing. */
    String words() {
        int flags = flags();
        if ((flags & HAS_WORDS) == 0) {
            return "";
        }
        // Behind the error stands the refused message, its header only if capped.
        int quoted = (flags & CAPPED) != 0 ? MessageWriter.HEADER : aligned(u32(4));
        String found = attributes(4 + quoted).string(WORDS);
        return found == null ? "" : found;
    }

    /** The attributes behind a header of that many bytes. */
    Attributes attributes(int header) {
        return new Attributes(in, Math.min(end, start + MessageWriter.HEADER + aligned(header)), end);
    }

    private static int aligned(int length) {
        return length + 3 & ~3;
    }

    /** Attributes in a row, looked up by type; the first of a type counts. */
    record Attributes(ByteBuffer in, int from, int to) {
        private int find(int type) {
            int at = from;
            while (to - at >= 4) {
                int length = Short.toUnsignedInt(in.getShort(at));
                if (length < 4 || length > to - at) {
                    return -1;
                }
                if ((in.getShort(at + 2) & 0x3fff) == type) {
                    return at;
                }
                at += aligned(length);
            }
            return -1;
        }

        byte @Nullable [] bytes(int type) {
            int at = find(type);
            if (at < 0) {
                return null;
            }
            byte[] bytes = new byte[Short.toUnsignedInt(in.getShort(at)) - 4];
            in.get(at + 4, bytes);
            return bytes;
        }

        int u32(int type, int otherwise) {
            int at = find(type);
            return at < 0 || in.getShort(at) < 8 ? otherwise : in.getInt(at + 4);
        }

        int u8(int type, int otherwise) {
            int at = find(type);
            return at < 0 || in.getShort(at) < 5 ? otherwise : Byte.toUnsignedInt(in.get(at + 4));
        }

        /** In the network's order. */
        long big64(int type, long otherwise) {
            int at = find(type);
            if (at < 0 || in.getShort(at) < 12) {
                return otherwise;
            }
            long value = in.getLong(at + 4);
            return in.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
        }

        @Nullable
        String string(int type) {
            byte[] bytes = bytes(type);
            if (bytes == null) {
                return null;
            }
            int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        @Nullable
        Attributes nested(int type) {
            int at = find(type);
            return at < 0 ? null : new Attributes(in, at + 4, at + Short.toUnsignedInt(in.getShort(at)));
        }
    }
}
