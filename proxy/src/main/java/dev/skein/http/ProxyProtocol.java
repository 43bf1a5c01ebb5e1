package dev.skein.http;

import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY protocol's header, version 1 or 2, at the start of a connection (HAProxy's {@code proxy-protocol.txt}).
 * Strict: whoever may send it is configured, so anything else is a mistake or an attack. One per connection, used once;
 * confined to its event loop.
 */
public final class ProxyProtocol {
    /** The header isn't complete; nothing was consumed. */
    public static final int NEED_MORE = 0;

    /** The header was consumed; see {@link #source}. */
    public static final int DONE = 1;

    /** Not a PROXY header: see {@link #reason}; close the connection without an answer. */
    public static final int MALFORMED = 2;

    /** The most bytes of addresses and TLVs that are taken by default; the specification asks for 536 at least. */
    public static final int DEFAULT_MAX_LENGTH = 4096;

    static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int FIXED = 16;
    private static final int VERSION_2 = 0x20;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int TYPE_CRC32C = 0x03;
    private static final int TYPE_SSL = 0x20;
    private static final int CLIENT_SSL = 0x01;
    private static final int[] ADDRESS_BYTES = {0, 12, 36, 216};

    private final int maxLength;
    private @Nullable ClientAddress source;
    private @Nullable ClientAddress destination;
    private boolean secure;
    private String reason = "";

    public ProxyProtocol() {
        this(DEFAULT_MAX_LENGTH);
    }

    /**
     * Makes a decoder.
     *
     * @param maxLength the most bytes behind version 2's fixed part, 536 to 65535
     */
    public ProxyProtocol(int maxLength) {
        if (maxLength < 536 || maxLength > 65_535) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: 536 to 65535)");
        }
        this.maxLength = maxLength;
    }

    /**
     * Reads the header if it is complete.
     *
     * @return {@link #NEED_MORE}, {@link #DONE} or {@link #MALFORMED}
     */
    public int decode(ByteBuf in) {
        if (!in.isReadable()) {
            return NEED_MORE;
        }
        if (in.getByte(in.readerIndex()) == 'P') {
            return version1(in);
        }
        int length = Math.min(in.readableBytes(), SIGNATURE.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != SIGNATURE[i]) {
                return malformed("no PROXY signature");
            }
        }
        return in.readableBytes() < FIXED ? NEED_MORE : version2(in);
    }

    private int version1(ByteBuf in) {
        ProxyLine line = new ProxyLine();
        int length = line.read(in);
        if (length < 0) {
            return malformed("malformed version 1 line");
        }
        if (length > 0) {
            in.skipBytes(length);
            source = line.source();
            destination = line.destination();
        }
        return length == 0 ? NEED_MORE : DONE;
    }

    private int version2(ByteBuf in) {
        int at = in.readerIndex();
        int versionAndCommand = in.getUnsignedByte(at + 12);
        int command = versionAndCommand & 15;
        int family = in.getUnsignedByte(at + 13) >>> 4;
        int transport = in.getUnsignedByte(at + 13) & 15;
        int length = in.getUnsignedShort(at + 14);
        if ((versionAndCommand & 0xf0) != VERSION_2 || command > PROXY) {
            return malformed("unknown version or command");
        }
        if (family >= ADDRESS_BYTES.length || transport > 2) {
            return malformed("unknown address family or transport");
        }
        if (length > maxLength) {
            return malformed("header too large");
        }
        // A LOCAL header's addresses must be skipped unread, and an unspecified family has none.
        boolean addressed = command != LOCAL && family > 0 && transport > 0;
        if (addressed && length < ADDRESS_BYTES[family]) {
            return malformed("addresses cut short");
        }
        if (in.readableBytes() < FIXED + length) {
            return NEED_MORE;
        }
        byte[] header = new byte[FIXED + length];
        in.readBytes(header);
        return addressed ? addresses(header, family) : DONE;
    }

    private int addresses(byte[] header, int family) {
        if (!records(header, FIXED + ADDRESS_BYTES[family])) {
            return MALFORMED;
        }
        if (family < 3) {
            int bytes = family == 1 ? 4 : 16;
            int ports = FIXED + 2 * bytes;
            source = address(header, FIXED, bytes, ports);
            destination = address(header, FIXED + bytes, bytes, ports + 2);
        }
        return DONE;
    }

    /** Goes through the type-length-value records; whether they fill the header exactly and the checksum is right. */
    private boolean records(byte[] header, int from) {
        int at = from;
        while (at < header.length) {
            int value = at + 3;
            int length = value > header.length ? 0 : unsignedShort(header, at + 1);
            if (value + length > header.length) {
                malformed("records cut short");
                return false;
            }
            if (header[at] == TYPE_SSL && length > 0) {
                secure = (header[value] & CLIENT_SSL) != 0;
            }
            if (header[at] == TYPE_CRC32C && !checksum(header, value, length)) {
                malformed("wrong checksum");
                return false;
            }
            at = value + length;
        }
        return true;
    }

    /** The checksum is made over the whole header with its own four bytes zero. */
    private static boolean checksum(byte[] header, int at, int length) {
        if (length != 4) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(header, 0, at);
        crc.update(new byte[4]);
        crc.update(header, at + 4, header.length - at - 4);
        int expected = (unsignedShort(header, at) << 16) | unsignedShort(header, at + 2);
        return (int) crc.getValue() == expected;
    }

    private static ClientAddress address(byte[] header, int at, int length, int portAt) {
        byte[] raw = Arrays.copyOfRange(header, at, at + length);
        return IpText.address(raw, unsignedShort(header, portAt));
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    private int malformed(String why) {
        reason = "PROXY protocol: " + why;
        return MALFORMED;
    }

    /**
     * The client; null where the header names none ({@code LOCAL}, as health checks of the proxy in front send, and
     * {@code UNKNOWN}): then the socket's own address counts.
     */
    public @Nullable ClientAddress source() {
        return source;
    }

    /** The address that the client connected to; null as with {@link #source}. */
    public @Nullable ClientAddress destination() {
        return destination;
    }

    /** Whether the header says that the client's connection was encrypted. */
    public boolean secure() {
        return secure;
    }

    /** What is wrong after {@link #MALFORMED}, for the log; empty before. */
    public String reason() {
        return reason;
    }
}
