package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;

/**
 * Writes the fields of an HTTP/2 or 3 request down as HTTP/1.1 text, to be parsed by the one strict parser, and checks what
 * only those versions forbid (RFC 9113 §8.2, §8.3). Used again for request after request; one loop's.
 */
public final class RequestText {
    private static final byte[] VERSION_HOST = Ascii.bytes(" HTTP/1.1\r\nhost: ");
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1");
    private static final byte[] COOKIE = Ascii.bytes("\r\ncookie: ");
    private static final byte[] CHUNKED = Ascii.bytes("\r\ntransfer-encoding: chunked");
    private static final byte[] END = Ascii.bytes("\r\n\r\n");

    private final ByteSink text = new ByteSink();
    private final ByteSink cookies = new ByteSink();
    private final StringBuilder reason = new StringBuilder();
    private String authority = "";
    private boolean hasLength;

    /**
     * Begins with the pseudo-fields.
     *
     * @param host {@code :authority}; empty where the request has none and may have a Host field instead
     */
    public void begin(String method, String path, String host) {
        text.clear();
        cookies.clear();
        reason.setLength(0);
        hasLength = false;
        authority = host;
        if (!plain(method) || !plain(path) || !plain(host)) {
            refuse("malformed pseudo-header field");
            return;
        }
        if (!path.startsWith("/") && !path.equals("*")) {
            refuse("malformed :path");
            return;
        }
        text.put(method);
        text.put(" ");
        text.put(path);
        if (host.isEmpty()) {
            text.put(VERSION);
        } else {
            text.put(VERSION_HOST);
            text.put(host);
        }
    }

    /** Visible ASCII only: nothing that would end a line or a word early. */
    private static boolean plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) <= ' ' || word.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** One field line, in the order they came. */
    public void field(String name, String value) {
        if (!lowerCaseToken(name) || !oneLine(value)) {
            refuse("malformed field");
            return;
        }
        switch (name) {
            case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" ->
                refuse("connection-specific field");
            case "te" -> {
                if (!value.equals("trailers")) {
                    refuse("TE other than trailers");
                }
                append(name, value);
            }
            case "cookie" -> {
                cookies.put(cookies.length() == 0 ? "" : "; ");
                cookies.put(value);
            }
            case "host" -> host(value);
            default -> {
                hasLength |= name.equals("content-length");
                append(name, value);
            }
        }
    }

    private void host(String value) {
        if (authority.isEmpty()) {
            append("host", value);
        } else if (!authority.equalsIgnoreCase(value)) {
            refuse("Host other than :authority");
        }
    }

    private static boolean lowerCaseToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || c >= 'A' && c <= 'Z' || !Chars.isToken((byte) c)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    private void append(String name, String value) {
        text.put("\r\n");
        text.put(name);
        text.put(": ");
        text.put(value);
    }

    private void refuse(String why) {
        if (reason.isEmpty()) {
            reason.append(why);
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
        if (!reason.isEmpty()) {
            return head.reject(Failure.BAD_REQUEST, reason.toString());
        }
        if (cookies.length() > 0) {
            text.put(COOKIE);
            text.put(cookies.bytes(), 0, cookies.length());
        }
        if (bodyFollows && !hasLength) {
            text.put(CHUNKED);
        }
        text.put(END);
        head.append(text.bytes(), text.length());
        int result = head.scanAppended();
        head.spoken(spoken);
        return result;
    }
}
