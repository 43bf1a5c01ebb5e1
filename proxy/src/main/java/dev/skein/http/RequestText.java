package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes the fields of an HTTP/2 or 3 request down as HTTP/1.1 text, to be parsed by the one strict parser, and checks what
 * only those versions forbid (RFC 9113 §8.2, §8.3). Used again for request after request; one loop's.
 */
public final class RequestText {
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1");
    private static final byte[] HOST = Ascii.bytes("\r\nhost: ");
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] COLON_SPACE = {':', ' '};
    private static final byte[] CRUMB = {';', ' '};
    private static final byte[] COOKIE = Ascii.bytes("\r\ncookie: ");
    private static final byte[] CHUNKED = Ascii.bytes("\r\ntransfer-encoding: chunked");
    private static final byte[] END = Ascii.bytes("\r\n\r\n");
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] UPGRADE = Ascii.bytes("\r\nconnection: upgrade\r\nupgrade: ");
    private static final byte[] WEBSOCKET_KEY = Ascii.bytes("\r\nsec-websocket-key: ");
    private static final NameSet OURS_OF_TUNNELS = NameSet.of("Sec-WebSocket-Key");
    private static final int KEY_BYTES = 16;

    private final PseudoFields pseudo = new PseudoFields();
    private final ByteSink text = new ByteSink();
    private final ByteSink cookies = new ByteSink();
    private boolean lineWritten;
    private boolean hasHost;
    private boolean hasLength;
    private boolean tooLarge;
    private String reason = "";

    /** A request begins. */
    public void begin() {
        pseudo.begin();
        text.clear();
        cookies.clear();
        lineWritten = false;
        hasHost = false;
        hasLength = false;
        tooLarge = false;
        reason = "";
    }

    /** The fields are more than allowed; those that come no more don't matter. */
    public void tooLarge() {
        tooLarge = true;
    }

    /** One field, in the order they come: its name in {@code [start, nameEnd)}, its value behind, to {@code valueEnd}. */
    public void field(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (start < nameEnd && bytes[start] == ':') {
            refuse(lineWritten ? "pseudo-header field behind others" : pseudo.add(bytes, start, nameEnd, valueEnd));
            return;
        }
        writeLine();
        refuse(FieldText.fault(bytes, start, nameEnd, valueEnd));
        if (!reason.isEmpty()) {
            return;
        }
        switch (FieldKind.of(bytes, start, nameEnd)) {
            case FieldKind.CONNECTION, FieldKind.TRANSFER_ENCODING, FieldKind.UPGRADE ->
                refuse("connection-specific field");
            case FieldKind.HOP -> hop(bytes, start, nameEnd, valueEnd);
            case FieldKind.TE -> {
                refuse(
                        Ascii.equalsIgnoreCase(bytes, nameEnd, valueEnd, RequestTarget.TRAILERS)
                                ? ""
                                : "TE other than trailers");
                append(bytes, start, nameEnd, valueEnd);
            }
            case FieldKind.HOST -> host(bytes, start, nameEnd, valueEnd);
            case FieldKind.CONTENT_LENGTH -> {
                hasLength = true;
                append(bytes, start, nameEnd, valueEnd);
            }
            default -> ordinary(bytes, start, nameEnd, valueEnd);
        }
    }

    private void ordinary(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (tunnels() && OURS_OF_TUNNELS.containsAlias(bytes, start, nameEnd)) {
            return;
        }
        if (!FieldText.isCookie(bytes, start, nameEnd)) {
            append(bytes, start, nameEnd, valueEnd);
        } else if (nameEnd < valueEnd) {
            // Crumbs are joined, RFC 9113 §8.2.3; an empty one would leave a value that ends with a space.
            cookies.put(CRUMB, cookies.isEmpty() ? CRUMB.length : 0, CRUMB.length);
            cookies.put(bytes, nameEnd, valueEnd);
        }
    }

    private void hop(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (FieldText.isConnectionSpecific(bytes, start, nameEnd)) {
            refuse("connection-specific field");
        } else {
            append(bytes, start, nameEnd, valueEnd);
        }
    }

    private void host(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (hasHost) {
            refuse("more than one Host");
        }
        hasHost = true;
        if (!pseudo.hasAuthority()) {
            append(bytes, start, nameEnd, valueEnd);
        } else if (!pseudo.isAuthority(bytes, nameEnd, valueEnd)) {
            refuse("Host other than :authority");
        }
    }

    private void append(byte[] bytes, int start, int nameEnd, int valueEnd) {
        text.put(LINE_END);
        text.put(bytes, start, nameEnd);
        text.put(COLON_SPACE);
        text.put(bytes, nameEnd, valueEnd);
    }

    private void refuse(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
    }

    private void writeRest(boolean bodyFollows) {
        if (!cookies.isEmpty()) {
            text.put(COOKIE);
            text.put(cookies.bytes(), 0, cookies.length());
        }
        if (tunnels()) {
            upgrade();
        } else if (bodyFollows && !hasLength) {
            text.put(CHUNKED);
        }
        text.put(END);
    }

    /** Whether the stream is to become a tunnel (RFC 8441 §4), which in HTTP/1.1 is an upgrade. */
    private boolean tunnels() {
        return pseudo.connects() && pseudo.hasProtocol();
    }

    private void upgrade() {
        text.put(UPGRADE);
        pseudo.writeProtocol(text);
        // Of HTTP/1.1 alone: that two ends of one connection mean each other (RFC 6455 §1.3); never two (§11.3.1).
        byte[] key = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        text.put(WEBSOCKET_KEY);
        text.put(Base64.getEncoder().encode(key));
    }

    private String tunnelFault(boolean bodyFollows) {
        if (!pseudo.hasProtocol()) {
            return "";
        }
        if (!pseudo.connects()) {
            return ":protocol without CONNECT";
        }
        return hasLength || !bodyFollows ? "CONNECT with a length" : "";
    }

    /** Once the pseudo-header fields are in, as they are before the first other one. */
    private void writeLine() {
        if (!lineWritten) {
            lineWritten = true;
            if (tunnels()) {
                text.put(GET);
            } else {
                pseudo.writeMethod(text);
            }
            text.put((byte) ' ');
            pseudo.writePath(text);
            text.put(VERSION);
            if (pseudo.hasAuthority()) {
                text.put(HOST);
                pseudo.writeAuthority(text);
            }
        }
    }

    /**
     * Parses what was written.
     *
     * @param bodyFollows whether the stream is still open for the client; without a content-length the body is sent on in
     *     chunks then
     * @return {@link Head#COMPLETE} or {@link Head#REJECTED}
     */
    public int parse(RequestHead head, Protocol spoken, boolean bodyFollows) {
        head.spoken(spoken);
        if (tooLarge) {
            return head.reject(Failure.HEAD_TOO_LARGE, "header list larger than allowed");
        }
        if (reason.isEmpty() && pseudo.connects() && !pseudo.hasProtocol()) {
            return head.reject(Failure.METHOD_REFUSED, "CONNECT");
        }
        refuse(pseudo.missing());
        refuse(tunnelFault(bodyFollows));
        if (!reason.isEmpty()) {
            return head.reject(Failure.BAD_REQUEST, reason);
        }
        writeLine();
        writeRest(bodyFollows);
        head.append(text.bytes(), text.length());
        int result = head.scanAppended();
        head.tunnels = tunnels();
        head.spoken(spoken);
        if (result == Head.COMPLETE && !bodyFollows && head.contentLength() > 0) {
            return head.reject(Failure.BAD_REQUEST, "Content-Length without a body");
        }
        return result;
    }
}
