package dev.skein.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client's first message as far as it decides which certificate answers and in which protocol (RFC 8446 §4.1.2, RFC 6066
 * §3, RFC 7301). Only looks: the engine reads the same bytes again, and is the one who is strict about all the rest.
 */
final class ClientHello {
    /** The message is not complete. */
    static final int NEED_MORE = 0;
    /** It is, and was read. */
    static final int DONE = 1;
    /** These bytes are not TLS. */
    static final int NOT_TLS = 2;
    /** They began like TLS and went on otherwise, or for too long, or say something twice. */
    static final int MALFORMED = 3;

    /** BoringSSL takes no longer one either. */
    private static final int LONGEST = 16 * 1024;
    /** That a message is cut into: more are made by nobody who means well. */
    private static final int MOST_RECORDS = 32;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int RANDOM = 32;
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;
    private static final int LONGEST_NAME = 255;

    private @Nullable String serverName;
    private @Nullable List<String> protocols;
    private int @Nullable [] schemes;
    private boolean tls13;
    private boolean ecdsaSuite;
    private long extensionsSeen;
    private boolean ambiguous;
    private int bytesRead;
    private int recordsRead;
    private ByteBuf message = Unpooled.EMPTY_BUFFER;

    /**
     * Looks at what has come of a connection; consumes nothing.
     *
     * @param in all of it from the beginning, with more at the end than before: each record is read once, however it trickles in
     */
    int read(ByteBuf in) {
        if (in.getByte(in.readerIndex()) != HANDSHAKE) {
            return NOT_TLS;
        }
        while (in.readableBytes() - bytesRead >= RECORD_HEADER) {
            int from = in.readerIndex() + bytesRead;
            int length = in.getUnsignedShort(from + 3);
            boolean sound = in.getByte(from) == HANDSHAKE && in.getByte(from + 1) == 3 && length > 0;
            if (!sound || recordsRead == MOST_RECORDS || message.readableBytes() + length > LONGEST + MESSAGE_HEADER) {
                return MALFORMED;
            }
            if (in.writerIndex() - from - RECORD_HEADER < length) {
                return NEED_MORE;
            }
            ByteBuf part = in.slice(from + RECORD_HEADER, length);
            // Hardly ever does a hello take more than one record.
            ByteBuf whole = recordsRead == 0 ? part : Unpooled.copiedBuffer(message, part);
            int result = message(whole);
            if (result != NEED_MORE) {
                return result;
            }
            message = recordsRead == 0 ? Unpooled.copiedBuffer(part) : whole;
            bytesRead += RECORD_HEADER + length;
            recordsRead++;
        }
        return NEED_MORE;
    }

    private int message(ByteBuf in) {
        if (in.readableBytes() < MESSAGE_HEADER) {
            return NEED_MORE;
        }
        int length = in.getUnsignedMedium(in.readerIndex() + 1);
        if (in.getByte(in.readerIndex()) != CLIENT_HELLO || length > LONGEST) {
            return MALFORMED;
        }
        if (in.readableBytes() < MESSAGE_HEADER + length) {
            return NEED_MORE;
        }
        try {
            body(in.slice(in.readerIndex() + MESSAGE_HEADER, length));
            return ambiguous ? MALFORMED : DONE;
        } catch (IndexOutOfBoundsException e) {
            // A length that leads out of the message.
            return MALFORMED;
        }
    }

    private void body(ByteBuf in) {
        in.skipBytes(2 + RANDOM);
        in.skipBytes(in.readUnsignedByte());
        ByteBuf suites = in.readSlice(in.readUnsignedShort());
        while (suites.isReadable()) {
            ecdsaSuite |= isEcdsa(suites.readUnsignedShort());
        }
        in.skipBytes(in.readUnsignedByte());
        if (!in.isReadable()) {
            return;
        }
        ByteBuf extensions = in.readSlice(in.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            once(type);
            extension(type, extensions.readSlice(extensions.readUnsignedShort()));
        }
    }

    private static boolean isEcdsa(int suite) {
        return suite == 0xC02B || suite == 0xC02C || suite == 0xCCA9 || suite >= 0xC009 && suite <= 0xC00A;
    }

    /** Of two extensions of a kind (RFC 8446 §4.2 forbids them) a server may go by the other one. */
    private void once(int type) {
        if (type < Long.SIZE) {
            long bit = 1L << type;
            ambiguous |= (extensionsSeen & bit) != 0;
            extensionsSeen |= bit;
        }
    }

    private void extension(int type, ByteBuf in) {
        switch (type) {
            case SERVER_NAME -> serverName(in.readSlice(in.readUnsignedShort()));
            case SIGNATURE_ALGORITHMS -> {
                ByteBuf list = in.readSlice(in.readUnsignedShort());
                int[] all = new int[list.readableBytes() / 2];
                for (int i = 0; i < all.length; i++) {
                    all[i] = list.readUnsignedShort();
                }
                schemes = all;
            }
            case ALPN -> alpn(in.readSlice(in.readUnsignedShort()));
            case SUPPORTED_VERSIONS -> {
                ByteBuf list = in.readSlice(in.readUnsignedByte());
                while (list.isReadable()) {
                    tls13 |= list.readUnsignedShort() == TLS_1_3;
                }
            }
            default -> {
                // The engine's business.
            }
        }
    }

    private void serverName(ByteBuf list) {
        int hosts = 0;
        while (list.isReadable()) {
            int type = list.readUnsignedByte();
            ByteBuf name = list.readSlice(list.readUnsignedShort());
            hosts += type == 0 ? 1 : 0;
            if (type == 0 && name.isReadable() && name.readableBytes() <= LONGEST_NAME && isName(name)) {
                serverName = name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            }
        }
        // RFC 6066 §3 forbids two, and a server may go by the other one.
        ambiguous |= hosts > 1;
    }

    /** What else stands there counts as no name: it ends in logs and in servers' fields. */
    private static boolean isName(ByteBuf name) {
        for (int i = name.readerIndex(); i < name.writerIndex(); i++) {
            int c = name.getByte(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private void alpn(ByteBuf list) {
        List<String> names = new ArrayList<>(4);
        while (list.isReadable()) {
            names.add(list.readSlice(list.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
        }
        protocols = names;
    }

    /** The host that the client means, lower case; null where it names none. */
    @Nullable
    String serverName() {
        return serverName;
    }

    /** What it would speak; null where it offers no choice. */
    @Nullable
    List<String> protocols() {
        return protocols;
    }

    /**
     * Whether the client can verify signatures of that kind, and has a cipher suite for them.
     *
     * @param scheme of RFC 8446 §4.2.3
     */
    boolean verifies(int scheme) {
        int[] all = schemes;
        if (all == null || !tls13 && !ecdsaSuite) {
            return false;
        }
        for (int each : all) {
            if (each == scheme) {
                return true;
            }
        }
        return false;
    }
}
