package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;

/** The pseudo-header fields of one request (RFC 9113 §8.3.1): each at most once, and nothing but visible ASCII. */
final class PseudoFields {
    private static final byte[] METHOD = Ascii.bytes(":method");
    private static final byte[] PATH = Ascii.bytes(":path");
    private static final byte[] SCHEME = Ascii.bytes(":scheme");
    private static final byte[] AUTHORITY = Ascii.bytes(":authority");
    /** RFC 8441 §4. */
    private static final byte[] PROTOCOL = Ascii.bytes(":protocol");

    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");

    private final ByteSink values = new ByteSink();
    private long method;
    private long path;
    private long authority;
    private long protocol;
    private boolean scheme;

    void begin() {
        values.clear();
        method = Span.NONE;
        path = Span.NONE;
        authority = Span.NONE;
        protocol = Span.NONE;
        scheme = false;
    }

    /** Takes one; says what is wrong with it, or nothing. */
    String add(byte[] bytes, int start, int nameEnd, int valueEnd) {
        for (int i = nameEnd; i < valueEnd; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                return "malformed pseudo-header field";
            }
        }
        boolean again;
        if (Ascii.equals(bytes, start, nameEnd, METHOD)) {
            again = method != Span.NONE;
            method = keep(bytes, nameEnd, valueEnd);
        } else if (Ascii.equals(bytes, start, nameEnd, PATH)) {
            again = path != Span.NONE;
            path = keep(bytes, nameEnd, valueEnd);
        } else if (Ascii.equals(bytes, start, nameEnd, AUTHORITY)) {
            again = authority != Span.NONE;
            authority = keep(bytes, nameEnd, valueEnd);
        } else if (Ascii.equals(bytes, start, nameEnd, PROTOCOL)) {
            again = protocol != Span.NONE;
            protocol = keep(bytes, nameEnd, valueEnd);
        } else if (Ascii.equals(bytes, start, nameEnd, SCHEME)) {
            again = scheme;
            scheme = true;
            return again ? "pseudo-header field twice" : scheme(bytes, nameEnd, valueEnd);
        } else {
            return "unknown pseudo-header field";
        }
        return again ? "pseudo-header field twice" : "";
    }

    private static String scheme(byte[] bytes, int start, int end) {
        boolean known =
                Ascii.equalsIgnoreCase(bytes, start, end, HTTPS) || Ascii.equalsIgnoreCase(bytes, start, end, HTTP);
        return known ? "" : "scheme other than http and https";
    }

    private long keep(byte[] bytes, int start, int end) {
        int from = values.length();
        values.put(bytes, start, end);
        return Span.of(from, values.length());
    }

    /** What a request other than CONNECT lacks; empty where nothing. */
    String missing() {
        if (method == Span.NONE || path == Span.NONE || !scheme) {
            return "missing pseudo-header field";
        }
        if (authority != Span.NONE && Span.length(authority) == 0) {
            // It would leave the say to a Host beside it, which RFC 9114 §4.3.1 forbids.
            return "empty :authority";
        }
        boolean target = Span.length(path) > 0
                && (values.bytes()[Span.start(path)] == '/'
                        || Span.length(path) == 1 && values.bytes()[Span.start(path)] == '*');
        return target ? "" : "malformed :path";
    }

    boolean connects() {
        return method != Span.NONE && Ascii.equals(values.bytes(), Span.start(method), Span.end(method), CONNECT);
    }

    /** Whether it names a protocol to be spoken on the stream. */
    boolean hasProtocol() {
        return protocol != Span.NONE;
    }

    void writeProtocol(ByteSink to) {
        write(protocol, to);
    }

    boolean hasAuthority() {
        return authority != Span.NONE;
    }

    /** Whether the authority is that one, without regard to case. */
    boolean isAuthority(byte[] bytes, int start, int end) {
        if (Span.length(authority) != end - start) {
            return false;
        }
        int from = Span.start(authority);
        for (int i = 0; i < end - start; i++) {
            if (Ascii.lower(values.bytes()[from + i]) != Ascii.lower(bytes[start + i])) {
                return false;
            }
        }
        return true;
    }

    void writeMethod(ByteSink to) {
        write(method, to);
    }

    void writePath(ByteSink to) {
        write(path, to);
    }

    void writeAuthority(ByteSink to) {
        write(authority, to);
    }

    private void write(long span, ByteSink to) {
        if (span != Span.NONE) {
            to.put(values.bytes(), Span.start(span), Span.end(span));
        }
    }
}
