package dev.skein.proxying;

import dev.skein.http.Method;
import dev.skein.http.ResponseHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.FieldFilter;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Compression;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Makes a response smaller on its way, where route, client and response allow it: gzip (RFC 9110 §8.4.1.3). Never what is
 * encoded already, a part (206), an event stream, or what its origin has signed or forbidden to change.
 */
final class ResponseCoding implements FieldFilter {
    private static final byte[] ACCEPT_ENCODING = Ascii.bytes("accept-encoding");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] EVENTS = Ascii.bytes("text/event-stream");
    private static final byte[] ETAG = Ascii.bytes("etag");
    private static final byte[] LENGTH = Ascii.bytes("content-length");
    private static final byte[] RANGES = Ascii.bytes("accept-ranges");
    private static final byte[] CACHE_CONTROL = Ascii.bytes("cache-control");
    private static final byte[] NO_TRANSFORM = Ascii.bytes("no-transform");
    /** With one of these it is not ours to change. */
    private static final byte[][] FINAL = {
        Ascii.bytes("content-encoding"),
        Ascii.bytes("content-range"),
        Ascii.bytes("content-digest"),
        Ascii.bytes("repr-digest"),
        Ascii.bytes("digest"),
        Ascii.bytes("content-md5")
    };

    private static final byte[] VARY = Ascii.bytes("Vary: Accept-Encoding\r\n");
    private static final byte[] CODING = Ascii.bytes("Content-Encoding: gzip\r\n");
    private static final byte[] WEAK = Ascii.bytes("ETag: W/");
    private static final byte[] STRONG = Ascii.bytes("ETag: ");
    private static final byte[] CRLF = {'\r', '\n'};

    private final Exchange x;
    private @Nullable Gzip gzip;
    private @Nullable FieldFilter others;

    ResponseCoding(Exchange exchange) {
        this.x = exchange;
    }

    /** Decides, and changes the head accordingly; how the body's end will be told. */
    BodyKind begin(ResponseHead head, BodyKind body, ResponseEdits edits) {
        Compression wanted = x.route().compression();
        if (wanted == null || !suits(wanted, head, body)) {
            return body;
        }
        // To HEAD, too: a GET would depend on it.
        edits.lines.put(VARY);
        if (body == BodyKind.NONE || !AcceptEncoding.takesGzip(x.head) || x.head.protocol() == Protocol.HTTP_1_0) {
            return body;
        }
        Gzip taken = x.home.gzips().take(wanted.level());
        if (taken == null) {
            return body;
        }
        gzip = taken;
        others = edits.dropped;
        edits.dropped = this;
        edits.lines.put(CODING);
        weaken(head, edits.lines);
        return BodyKind.CHUNKED;
    }

    private boolean suits(Compression wanted, ResponseHead head, BodyKind body) {
        boolean bodied = body == BodyKind.CHUNKED
                || body == BodyKind.UNTIL_CLOSE
                || body == BodyKind.LENGTH && head.contentLength() >= wanted.minBytes()
                || x.head.method() == Method.HEAD && head.contentLength() >= wanted.minBytes();
        int type = head.find(CONTENT_TYPE, 0);
        if (!bodied || type < 0 || head.status() == 206) {
            return false;
        }
        byte[] bytes = head.bytes();
        int start = head.valueStart(type);
        if (head.valueEnd(type) - start >= EVENTS.length && Ascii.equalsIgnoreCase(bytes, start, EVENTS)) {
            return false;
        }
        return wanted.takes(bytes, start, head.valueEnd(type)) && !isFinal(head);
    }

    private static boolean isFinal(ResponseHead head) {
        for (byte[] name : FINAL) {
            if (head.find(name, 0) >= 0) {
                return true;
            }
        }
        int field = head.find(CACHE_CONTROL, 0);
        while (field >= 0) {
            for (int at = head.valueStart(field); at + NO_TRANSFORM.length <= head.valueEnd(field); at++) {
                if (Ascii.equalsIgnoreCase(head.bytes(), at, NO_TRANSFORM)) {
                    return true;
                }
            }
            field = head.find(CACHE_CONTROL, field + 1);
        }
        return false;
    }

    /** The same meaning in other bytes: no longer the same to the byte (RFC 9110 §8.8.1). */
    private static void weaken(ResponseHead head, ByteSink lines) {
        int field = head.find(ETAG, 0);
        if (field >= 0 && head.valueStart(field) < head.valueEnd(field)) {
            lines.put(head.bytes()[head.valueStart(field)] == '"' ? WEAK : STRONG);
            lines.put(head.bytes(), head.valueStart(field), head.valueEnd(field));
            lines.put(CRLF);
        }
    }

    @Override
    public boolean drops(byte[] bytes, int start, int end) {
        FieldFilter before = others;
        return Ascii.equalsIgnoreCase(bytes, start, end, ETAG)
                || Ascii.equalsIgnoreCase(bytes, start, end, LENGTH)
                || Ascii.equalsIgnoreCase(bytes, start, end, RANGES)
                || before != null && before.drops(bytes, start, end);
    }

    /** Whether what is sent is not what came. */
    boolean active() {
        return gzip != null;
    }

    void send(ByteBuf data, boolean raw) {
        Gzip coding = gzip;
        if (coding == null) {
            x.client().sendBody(data, raw);
        } else {
            pass(coding.add(data, x.loop.allocator()));
        }
    }

    /** What has come so far must not wait for more. */
    void flush() {
        Gzip coding = gzip;
        if (coding != null && coding.pending()) {
            pass(coding.flush(x.loop.allocator()));
        }
    }

    void end() {
        Gzip coding = gzip;
        if (coding != null) {
            pass(coding.end(x.loop.allocator()));
            free();
        }
    }

    private void pass(ByteBuf piece) {
        if (piece.isReadable()) {
            x.client().sendBody(piece, false);
        } else {
            piece.release();
        }
    }

    void free() {
        if (gzip != null) {
            x.home.gzips().give(gzip);
            gzip = null;
            others = null;
        }
    }

    /** Which codings a client takes (RFC 9110 §12.5.3). */
    private static final class AcceptEncoding {
        private static final byte[] GZIP = Ascii.bytes("gzip");
        private static final byte[] X_GZIP = Ascii.bytes("x-gzip");
        private static final byte[] ANY = {'*'};

        static boolean takesGzip(RequestView request) {
            int any = 0;
            for (int field = request.find(ACCEPT_ENCODING, 0);
                    field >= 0;
                    field = request.find(ACCEPT_ENCODING, field + 1)) {
                int at = request.valueStart(field);
                int end = request.valueEnd(field);
                while (at < end) {
                    int over = comma(request.bytes(), at, end);
                    int said = element(request.bytes(), at, over);
                    if (said == 'y' || said == 'n') {
                        return said == 'y';
                    }
                    any = said == 0 ? any : said;
                    at = over + 1;
                }
            }
            return any == 'Y';
        }

        private static int comma(byte[] bytes, int start, int end) {
            int at = start;
            while (at < end && bytes[at] != ',') {
                at++;
            }
            return at;
        }

        /** y or n: gzip is taken or not; Y or N: whatever is not named; 0: another one. */
        private static int element(byte[] bytes, int start, int end) {
            int from = start;
            while (from < end && (bytes[from] == ' ' || bytes[from] == '\t')) {
                from++;
            }
            int over = from;
            while (over < end && bytes[over] != ';' && bytes[over] != ' ' && bytes[over] != '\t') {
                over++;
            }
            boolean named = Ascii.equalsIgnoreCase(bytes, from, over, GZIP)
                    || Ascii.equalsIgnoreCase(bytes, from, over, X_GZIP);
            if (!named && !Ascii.equalsIgnoreCase(bytes, from, over, ANY)) {
                return 0;
            }
            boolean taken = weighs(bytes, over, end);
            return named ? taken ? 'y' : 'n' : taken ? 'Y' : 'N';
        }

        /** Whether there is no weight, or one above 0. */
        private static boolean weighs(byte[] bytes, int start, int end) {
            for (int at = start; at + 1 < end; at++) {
                if ((bytes[at] | 0x20) == 'q' && bytes[at + 1] == '=') {
                    for (int digit = at + 2; digit < end; digit++) {
                        if (bytes[digit] >= '1' && bytes[digit] <= '9') {
                            return true;
                        }
                    }
                    return false;
                }
            }
            return true;
        }
    }
}
