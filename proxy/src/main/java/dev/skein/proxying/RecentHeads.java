package dev.skein.proxying;

import dev.skein.http.NameSet;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Heads of recent requests of one loop, as HTTP/1.1 text without secrets: what other routes are tried with. At most one
 * each 5 ms is taken, so that a busy loop's reach back for minutes. Segments are made when first needed, then used again:
 * nothing is allocated after that. For its loop, but for what it never changes.
 *
 * <p>Of each head: 4 bytes length of the text, 1 byte whether the client's connection is encrypted, 1 byte length of the
 * client's address, the address, the text.
 */
public final class RecentHeads {
    /** Bytes of a segment. */
    public static final int SEGMENT = 64 * 1024;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MOST = 8 * 1024;
    private static final int OVERHEAD = 6 + 16;
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] OLD_VERSION = Ascii.bytes(" HTTP/1.0\r\n");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] COLON = {':', ' '};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] MASK = {'*', '*', '*'};
    private static final NameSet SECRET = NameSet.of(
            "authorization",
            "proxy-authorization",
            "set-cookie",
            "x-api-key",
            "api-key",
            "x-auth-token",
            "x-access-token",
            "x-csrf-token",
            "x-xsrf-token",
            "x-amz-security-token");
    private static final NameSet LEFT_OUT = NameSet.of("host", "content-length", "transfer-encoding");
    private static final NameSet COOKIE = NameSet.of("cookie");
    private static final NameSet REFERER = NameSet.of("referer");
    private static final NameSet TOKENS = NameSet.of(
            "token",
            "access_token",
            "refresh_token",
            "id_token",
            "auth",
            "code",
            "key",
            "api_key",
            "apikey",
            "api-key",
            "password",
            "passwd",
            "pwd",
            "secret",
            "client_secret",
            "sig",
            "signature",
            "session",
            "sessionid",
            "sid",
            "jwt",
            "x-amz-signature",
            "x-amz-security-token");

    private final byte[] @Nullable [] segments;
    private final int[] used;
    private final ByteSink text = new ByteSink();
    private int current;
    private boolean begun;
    private long takenAt;

    /** @param bytes at most so many are kept; less than a segment: none */
    public RecentHeads(long bytes) {
        segments = new byte[(int) Math.min(bytes / SEGMENT, 1 << 15)][];
        used = new int[segments.length];
    }

    /** Keeps a head if it is time for one. */
    void offer(RequestHead head, long now) {
        if (begun && now - takenAt < PAUSE || segments.length == 0) {
            return;
        }
        begun = true;
        takenAt = now;
        if (head.length() <= MOST) {
            write(head);
            keep(head);
        }
    }

    private void write(RequestHead head) {
        byte[] bytes = head.bytes();
        text.clear();
        text.put(bytes, head.methodStart(), head.methodEnd());
        text.put((byte) ' ');
        text.put(bytes, head.pathStart(), head.pathEnd());
        if (head.hasQuery()) {
            text.put((byte) '?');
            pairs(bytes, head.queryStart(), head.queryEnd(), (byte) '&', TOKENS);
        }
        boolean host = head.hostEnd() > head.hostStart();
        text.put(host ? VERSION : OLD_VERSION);
        if (host) {
            text.put(HOST);
            text.put(bytes, head.hostStart(), head.hostEnd());
            if (head.hostPort() >= 0) {
                text.put((byte) ':');
                text.decimal(head.hostPort());
            }
            text.put(CRLF);
        }
        for (int field = 0, count = head.fieldCount(); field < count; field++) {
            field(head, field);
        }
        text.put(CRLF);
    }

    private void field(RequestHead head, int field) {
        byte[] bytes = head.bytes();
        int name = head.nameStart(field);
        int nameEnd = head.nameEnd(field);
        if (head.endsHere(field) || LEFT_OUT.contains(bytes, name, nameEnd)) {
            return;
        }
        int value = head.valueStart(field);
        int end = head.valueEnd(field);
        text.put(bytes, name, nameEnd);
        text.put(COLON);
        if (SECRET.contains(bytes, name, nameEnd)) {
            text.put(MASK);
        } else if (COOKIE.contains(bytes, name, nameEnd)) {
            pairs(bytes, value, end, (byte) ';', null);
        } else if (REFERER.contains(bytes, name, nameEnd)) {
            text.put(bytes, value, find(bytes, value, end, (byte) '?'));
        } else {
            text.put(bytes, value, end);
        }
        text.put(CRLF);
    }

    /** Names with their values, masked if the name is among these; all of them where that is null. */
    private void pairs(byte[] bytes, int start, int end, byte separator, @Nullable NameSet secret) {
        int at = start;
        while (at < end) {
            int next = find(bytes, at, end, separator);
            int equals = find(bytes, at, next, (byte) '=');
            boolean masked = equals < next && (secret == null || secret.contains(bytes, at, equals));
            text.put(bytes, at, masked ? equals + 1 : next);
            if (masked) {
                text.put(MASK);
            }
            if (next < end) {
                text.put(separator);
            }
            at = next + 1;
        }
    }

    private static int find(byte[] bytes, int start, int end, byte wanted) {
        int at = start;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private void keep(RequestHead head) {
        int length = text.length();
        byte[] segment = segments[current];
        if (segment != null && used[current] + OVERHEAD + length > SEGMENT) {
            current = (current + 1) % segments.length;
            used[current] = 0;
            segment = segments[current];
        }
        if (segment == null) {
            segment = new byte[SEGMENT];
            segments[current] = segment;
        }
        byte[] address = head.client().raw();
        int at = used[current];
        for (int shift = 24; shift >= 0; shift -= 8) {
            segment[at++] = (byte) (length >> shift);
        }
        segment[at++] = (byte) (head.secure() ? 1 : 0);
        segment[at++] = (byte) address.length;
        System.arraycopy(address, 0, segment, at, address.length);
        System.arraycopy(text.bytes(), 0, segment, at + address.length, length);
        used[current] = at + address.length + length;
    }

    /** Number of segments there may be. Any thread. */
    public int segments() {
        return segments.length;
    }

    /** A copy of what is in a segment now; empty if nothing is. On the loop. */
    public byte[] copy(int segment) {
        byte[] from = segments[segment];
        byte[] copy = new byte[from == null ? 0 : used[segment]];
        if (from != null) {
            System.arraycopy(from, 0, copy, 0, copy.length);
        }
        return copy;
    }
}
