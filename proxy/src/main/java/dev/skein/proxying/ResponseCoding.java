package dev.skein.proxying;

import dev.skein.coding.Coding;
import dev.skein.coding.ContentEncoder;
import dev.skein.coding.Encoders;
import dev.skein.http.Method;
import dev.skein.http.ResponseHead;
import dev.skein.http.UpgradeTokens;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.FieldFilter;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Compression;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a response smaller on its way, where route, client and response allow it (RFC 9110 §8.4.1). Never what is encoded
 * already, a part (206), an event stream, or what its origin has signed, or one of both sides forbidden to change (§7.7).
 */
final class ResponseCoding implements FieldFilter {
    private static final byte[] ACCEPT_ENCODING = Ascii.bytes("accept-encoding");
    private static final byte[] VARIES = Ascii.bytes("vary");
    private static final byte[] ANYTHING = {'*'};
    private static final byte[] IF_NONE_MATCH = Ascii.bytes("if-none-match");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] EVENTS = Ascii.bytes("text/event-stream");
    private static final byte[] ETAG = Ascii.bytes("etag");
    private static final byte[] LENGTH = Ascii.bytes("content-length");
    private static final byte[] RANGES = Ascii.bytes("accept-ranges");
    private static final byte[] CACHE_CONTROL = Ascii.bytes("cache-control");
    private static final byte[] TRAILER = Ascii.bytes("trailer");
    private static final byte[] NO_TRANSFORM = Ascii.bytes("no-transform");
    /** With one of these, also behind the body, it is not ours to change. */
    private static final byte[][] FINAL = {
        Ascii.bytes("content-encoding"),
        Ascii.bytes("content-range"),
        Ascii.bytes("content-digest"),
        Ascii.bytes("repr-digest"),
        Ascii.bytes("digest"),
        Ascii.bytes("content-md5")
    };

    private static final byte[] VARY = Ascii.bytes("Vary: Accept-Encoding\r\n");
    private static final byte[] WEAK = Ascii.bytes("ETag: W/");
    private static final byte[] STRONG = Ascii.bytes("ETag: ");
    private static final byte[] CRLF = {'\r', '\n'};

    private final Exchange x;
    private @Nullable ContentEncoder encoder;
    private @Nullable FieldFilter others;

    ResponseCoding(Exchange exchange) {
        this.x = exchange;
    }

    /** Decides, and changes the head accordingly; how the body's end will be told. */
    BodyKind begin(ResponseHead head, BodyKind body, ResponseEdits edits) {
        Compression wanted = x.route().compression();
        if (wanted == null) {
            return body;
        }
        if (head.status() == 304) {
            unchanged(head, edits);
            return body;
        }
        if (!suits(wanted, head, body)) {
            return body;
        }
        vary(head, edits);
        Encoders encoders = x.home.encoders();
        Coding coding = x.head.protocol() == Protocol.HTTP_1_0
                ? null
                : encoders.accepted().choose(x.head, wanted.codings(), encoders);
        if (coding == null) {
            return body;
        }
        edits.lines.put(coding.line());
        weaken(head, edits);
        // To HEAD what GET would get: with a length that nobody knows before it is done (RFC 9110 §8.6).
        if (body == BodyKind.NONE) {
            return body;
        }
        encoder = encoders.take(coding, wanted.level(), body == BodyKind.LENGTH ? head.contentLength() : -1);
        return BodyKind.CHUNKED;
    }

    /** The name that we gave what the client has: with another one caches could not take this for it (RFC 9111 §4.3.4). */
    private void unchanged(ResponseHead head, ResponseEdits edits) {
        int tag = head.find(ETAG, 0);
        int field = tag < 0 ? -1 : x.head.find(IF_NONE_MATCH, 0);
        byte[] bytes = x.head.bytes();
        int length = tag < 0 ? 0 : head.valueEnd(tag) - head.valueStart(tag);
        for (int at = field < 0 ? 0 : x.head.valueStart(field);
                field >= 0 && at + 2 + length <= x.head.valueEnd(field);
                at++) {
            if (bytes[at] == 'W'
                    && bytes[at + 1] == '/'
                    && Arrays.equals(
                            bytes, at + 2, at + 2 + length, head.bytes(), head.valueStart(tag), head.valueEnd(tag))) {
                vary(head, edits);
                weaken(head, edits);
                return;
            }
        }
    }

    private static void vary(ResponseHead head, ResponseEdits edits) {
        if (drops(edits.dropped, VARIES)) {
            // The route has its own instead of the server's.
            edits.lines.put(VARY);
            return;
        }
        if (!lists(head, VARIES, ACCEPT_ENCODING) && !lists(head, VARIES, ANYTHING)) {
            edits.lines.put(VARY);
        }
    }

    private boolean suits(Compression wanted, ResponseHead head, BodyKind body) {
        boolean bodied = body == BodyKind.CHUNKED
                || body == BodyKind.UNTIL_CLOSE
                || body == BodyKind.LENGTH && head.contentLength() >= wanted.minBytes()
                || x.head.method() == Method.HEAD && (head.chunked() || head.contentLength() >= wanted.minBytes());
        int type = head.find(CONTENT_TYPE, 0);
        if (!bodied || type < 0 || head.status() == 206) {
            return false;
        }
        byte[] bytes = head.bytes();
        int start = head.valueStart(type);
        if (head.valueEnd(type) - start >= EVENTS.length && Ascii.equalsIgnoreCase(bytes, start, EVENTS)) {
            return false;
        }
        return wanted.takes(bytes, start, head.valueEnd(type)) && !isFinal(head) && !forbidden(x.head);
    }

    /** Whether a field of that name tells of the body's very bytes. */
    static boolean describes(byte[] bytes, int start, int end) {
        for (byte[] name : FINAL) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFinal(ResponseHead head) {
        for (byte[] name : FINAL) {
            if (head.find(name, 0) >= 0 || lists(head, TRAILER, name)) {
                return true;
            }
        }
        return lists(head, CACHE_CONTROL, NO_TRANSFORM);
    }

    private static boolean lists(ResponseHead head, byte[] name, byte[] token) {
        for (int field = head.find(name, 0); field >= 0; field = head.find(name, field + 1)) {
            if (UpgradeTokens.contains(head.bytes(), head.valueStart(field), head.valueEnd(field), token)) {
                return true;
            }
        }
        return false;
    }

    /** Clients may ask for that, too (RFC 9111 §5.2.1.6). */
    private static boolean forbidden(RequestView head) {
        for (int field = head.find(CACHE_CONTROL, 0); field >= 0; field = head.find(CACHE_CONTROL, field + 1)) {
            if (UpgradeTokens.contains(head.bytes(), head.valueStart(field), head.valueEnd(field), NO_TRANSFORM)) {
                return true;
            }
        }
        return false;
    }

    /** The same meaning in other bytes: no longer the same to the byte (RFC 9110 §8.8.1). */
    private void weaken(ResponseHead head, ResponseEdits edits) {
        others = edits.dropped;
        edits.dropped = this;
        ByteSink lines = edits.lines;
        int field = head.find(ETAG, 0);
        // Where the route removed the server's, or has its own, there is nothing to put in its place.
        if (field >= 0 && head.valueStart(field) < head.valueEnd(field) && !drops(others, ETAG)) {
            lines.put(head.bytes()[head.valueStart(field)] == '"' ? WEAK : STRONG);
            lines.put(head.bytes(), head.valueStart(field), head.valueEnd(field));
            lines.put(CRLF);
        }
    }

    private static boolean drops(@Nullable FieldFilter filter, byte[] name) {
        return filter != null && filter.drops(name, 0, name.length);
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
        return encoder != null;
    }

    void send(ByteBuf data, boolean raw) {
        ContentEncoder coding = encoder;
        if (coding == null) {
            x.client().sendBody(data, raw);
        } else {
            pass(coding.add(data, x.loop.allocator()));
        }
    }

    /** What has come so far must not wait for more. */
    void flush() {
        ContentEncoder coding = encoder;
        if (coding != null && coding.pending()) {
            pass(coding.flush(x.loop.allocator()));
        }
    }

    void end() {
        ContentEncoder coding = encoder;
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
        others = null;
        if (encoder != null) {
            x.home.encoders().give(encoder);
            encoder = null;
        }
    }
}
