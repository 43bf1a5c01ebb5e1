package dev.skein.upstream;

import dev.skein.http.Head;
import dev.skein.http.Method;
import dev.skein.http.ResponseHead;
import dev.skein.http.ResponseText;
import dev.skein.http.TrailerText;
import dev.skein.http2.ErrorCode;
import dev.skein.http2.ReceiveWindow;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The response on one stream of a connection to a server: heads, body, trailers. While the client takes nothing the body
 * waits here, and the server may send no more than the stream's window. Confined to its loop.
 */
final class Http2ServerResponse {
    private static final int UNKNOWN = -1;

    private final Http2ServerStream stream;
    private final ReceiveWindow window = new ReceiveWindow();
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private @Nullable ResponseReceiver receiver;
    private Method method = Method.GET;
    private @Nullable ByteBuf trailers;
    private long expected = UNKNOWN;
    private long received;
    private boolean headSeen;
    private boolean paused;
    private boolean ended;

    Http2ServerResponse(Http2ServerStream stream) {
        this.stream = stream;
        window.reset(Http2ServerConnection.STREAM_WINDOW);
    }

    void begin(ResponseReceiver who, Method request) {
        receiver = who;
        method = request;
    }

    /** Whether the next header block is a head, and not trailers. */
    boolean expectsHead() {
        return !headSeen;
    }

    /** The server sent all. */
    boolean ended() {
        return ended;
    }

    void head(ResponseText text, boolean last) {
        ResponseReceiver who = receiver;
        if (who == null) {
            return;
        }
        ConnectionPool pool = stream.connection.pool;
        ResponseHead head = pool.takeHead();
        if (text.parse(head) == Head.REJECTED) {
            malformed(head.reason());
        } else if (head.informational()) {
            informational(who, head, last);
        } else {
            finalHead(who, head, last);
        }
        pool.giveHead(head);
    }

    private void informational(ResponseReceiver who, ResponseHead head, boolean last) {
        if (last) {
            malformed("1xx that ends its stream");
        } else {
            who.onInformational(head);
        }
    }

    private void finalHead(ResponseReceiver who, ResponseHead head, boolean last) {
        headSeen = true;
        boolean bodiless = head.bodiless(method);
        expected = bodiless ? 0 : head.contentLength();
        if (last && expected > 0) {
            malformed("Content-Length " + expected + " and no body");
            return;
        }
        BodyKind kind = bodiless ? BodyKind.NONE : expected >= 0 ? BodyKind.LENGTH : BodyKind.CHUNKED;
        who.onResponseHead(head, kind);
        if (last && !stream.over()) {
            end();
        }
    }

    void trailers(TrailerText text, boolean last) {
        if (!last || !text.reason().isEmpty()) {
            malformed(last ? text.reason() : "a second head");
            return;
        }
        if (!text.isEmpty() && receiver != null) {
            ByteBuf lines = stream.connection.pool.loop().allocator().directBuffer(256);
            text.writeTo(lines);
            trailers = lines;
        }
        end();
    }

    /** A DATA frame begins; whether the window allows it. */
    boolean expect(int length) {
        return window.take(length);
    }

    /** A part of the body, now ours. */
    void data(ByteBuf part) {
        int size = part.readableBytes();
        received += size;
        ResponseReceiver who = receiver;
        if (who == null) {
            part.release();
        } else if (!headSeen || expected != UNKNOWN && received > expected) {
            part.release();
            malformed(headSeen ? "body over its Content-Length of " + expected : "body without a head");
        } else if (paused) {
            held.add(part);
        } else {
            pass(who, part);
        }
    }

    private void pass(ResponseReceiver who, ByteBuf part) {
        int size = part.readableBytes();
        who.onResponseBody(part, false);
        credit(size);
    }

    /** Bytes were used up. */
    void credit(int bytes) {
        int more = window.release(bytes);
        if (more > 0 && !ended && !stream.over()) {
            stream.connection.output().windowUpdate(stream.id(), more);
        }
    }

    /** END_STREAM came. */
    void end() {
        if (!headSeen || expected != UNKNOWN && received != expected) {
            malformed(headSeen ? "body of " + received + " bytes, Content-Length " + expected : "end without a head");
            return;
        }
        ended = true;
        if (held.isEmpty()) {
            finish();
        }
    }

    private void finish() {
        ResponseReceiver who = receiver;
        receiver = null;
        ByteBuf lines = trailers;
        trailers = null;
        stream.remoteEnd();
        if (who != null) {
            who.onResponseEnd(lines, false);
        } else if (lines != null) {
            lines.release();
        }
    }

    void read(boolean on) {
        paused = !on;
        ResponseReceiver who = receiver;
        if (!on || who == null || held.isEmpty()) {
            return;
        }
        while (!held.isEmpty() && !paused && receiver != null) {
            pass(who, held.remove());
        }
        if (receiver != null && held.isEmpty() && ended) {
            finish();
        } else if (receiver != null) {
            who.onServerReadComplete();
        }
        stream.connection.flush();
    }

    void writable() {
        if (receiver != null) {
            receiver.onServerWritable();
        }
    }

    /** A burst of reads is over. */
    void readComplete() {
        if (receiver != null) {
            receiver.onServerReadComplete();
        }
    }

    private void malformed(String reason) {
        stream.reset(ErrorCode.PROTOCOL_ERROR);
        gone(Failure.BAD_RESPONSE, reason);
    }

    /** No response, or no more of it. */
    void gone(Failure failure, String reason) {
        ResponseReceiver who = receiver;
        forget();
        if (who != null) {
            who.onServerFailure(
                    headSeen && failure == Failure.SERVER_CLOSED ? Failure.RESPONSE_TRUNCATED : failure, reason);
        }
    }

    /** Nobody hears any more. */
    void forget() {
        receiver = null;
        while (!held.isEmpty()) {
            held.remove().release();
        }
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }
}
