package dev.skein.upstream;

import dev.skein.http.ChunkScanner;
import dev.skein.http.Head;
import dev.skein.http.Method;
import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads responses off one connection: heads, and bodies by the rules of RFC 9112 §6.3. Any doubt ends the connection. */
final class ResponseReader {
    private enum State {
        IDLE,
        HEAD,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        TUNNEL,
        /** The response has no body; its head is being passed on. */
        ENDING
    }

    private final ServerConnection connection;
    private final ConnectionPool pool;
    private State state = State.IDLE;
    private Method method = Method.GET;
    private @Nullable ResponseHead head;
    private @Nullable ChunkScanner chunks;
    private long remaining;
    private boolean keepAlive;
    private @Nullable ByteBuf trailers;
    private boolean unannounced;
    private String broken = "connection closed by server";

    ResponseReader(ServerConnection connection, ConnectionPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    void begin(Method request) {
        method = request;
        state = State.HEAD;
    }

    /** Consumes what has come; the caller releases {@code in}. */
    void read(ByteBuf in, ResponseReceiver receiver) {
        while (in.isReadable() && state != State.IDLE) {
            switch (state) {
                case HEAD -> head(in, receiver);
                case LENGTH -> length(in, receiver);
                case CHUNKED -> chunked(in, receiver);
                default -> receiver.onResponseBody(take(in, in.readableBytes()), false);
            }
        }
    }

    private void head(ByteBuf in, ResponseReceiver receiver) {
        ResponseHead reading = head;
        if (reading == null) {
            reading = pool.takeHead();
            head = reading;
        }
        int result = reading.read(in);
        if (result == Head.INCOMPLETE) {
            return;
        }
        head = null;
        if (result == Head.REJECTED) {
            fail(reading.failure(), reading.reason());
        } else if (reading.informational()) {
            receiver.onInformational(reading);
        } else {
            finalHead(in, reading, receiver);
        }
        pool.giveHead(reading);
    }

    private void finalHead(ByteBuf in, ResponseHead reading, ResponseReceiver receiver) {
        BodyKind kind = kindOf(reading);
        keepAlive = reading.keepAlive();
        connection.wear.promised(reading.idleSeconds());
        switch (kind) {
            case LENGTH -> {
                state = State.LENGTH;
                remaining = reading.contentLength();
            }
            case CHUNKED -> state = State.CHUNKED;
            case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
            case TUNNEL -> {
                state = State.TUNNEL;
                connection.tunnel();
            }
            case NONE -> state = State.ENDING;
        }
        receiver.onResponseHead(reading, kind);
        if (state == State.IDLE) {
            return;
        }
        if (kind == BodyKind.CHUNKED) {
            startChunks();
        } else if (kind == BodyKind.NONE || kind == BodyKind.LENGTH && remaining == 0) {
            end(in, receiver, false);
        }
    }

    private BodyKind kindOf(ResponseHead reading) {
        if (reading.status() == 101) {
            return BodyKind.TUNNEL;
        }
        if (reading.bodiless(method)) {
            return BodyKind.NONE;
        }
        if (reading.chunked()) {
            return BodyKind.CHUNKED;
        }
        return reading.contentLength() >= 0 ? BodyKind.LENGTH : BodyKind.UNTIL_CLOSE;
    }

    private void length(ByteBuf in, ResponseReceiver receiver) {
        int part = (int) Math.min(remaining, in.readableBytes());
        remaining -= part;
        receiver.onResponseBody(take(in, part), false);
        if (remaining == 0 && state == State.LENGTH) {
            end(in, receiver, false);
        }
    }

    private void startChunks() {
        ChunkScanner scanner = chunks;
        if (scanner == null) {
            scanner = ChunkScanner.forResponses();
            chunks = scanner;
        }
        scanner.reset();
    }

    private void chunked(ByteBuf in, ResponseReceiver receiver) {
        ChunkScanner scanner = Objects.requireNonNull(chunks);
        int part = receiver.takesRawChunks() ? scanner.scanRaw(in) : 0;
        if (part > 0) {
            boolean finished = scanner.finished();
            receiver.onResponseBody(take(in, part), true);
            if (finished && state == State.CHUNKED) {
                end(in, receiver, true);
            }
            return;
        }
        // An extension, a trailer, a line cut in two, or a mistake: chunk by chunk.
        switch (scanner.next(in)) {
            case ChunkScanner.DATA -> receiver.onResponseBody(take(in, scanner.dataLength()), false);
            case ChunkScanner.TRAILER_FIELD -> trailer(scanner);
            case ChunkScanner.END -> end(in, receiver, false);
            case ChunkScanner.MALFORMED -> fail(Failure.BAD_RESPONSE, scanner.reason());
            default -> {
                // All of it was consumed; more must come.
            }
        }
    }

    private void trailer(ChunkScanner scanner) {
        ByteBuf lines = trailers;
        if (lines == null) {
            lines = connection.channel().alloc().buffer(256);
            trailers = lines;
        }
        scanner.writeTrailer(lines);
    }

    private void end(ByteBuf in, ResponseReceiver receiver, boolean rawEnd) {
        state = State.IDLE;
        ByteBuf lines = trailers;
        trailers = null;
        // Bytes behind the end belong to no request of ours: such a connection is not used again.
        connection.responseEnded(keepAlive && !in.isReadable());
        receiver.onResponseEnd(lines, rawEnd);
    }

    /** The connection is gone: an end where the body has no other, a failure anywhere else. */
    void closed(ResponseReceiver receiver) {
        if (unannounced && state == State.UNTIL_CLOSE) {
            broken("connection closed by server without TLS's close_notify");
        }
        State was = state;
        state = State.IDLE;
        switch (was) {
            case UNTIL_CLOSE -> {
                connection.responseEnded(false);
                receiver.onResponseEnd(null, false);
            }
            case TUNNEL -> connection.fail(Failure.NONE, "tunnel closed");
            case LENGTH, CHUNKED -> connection.fail(Failure.RESPONSE_TRUNCATED, broken);
            default -> connection.fail(Failure.SERVER_CLOSED, broken);
        }
    }

    void broken(String reason) {
        broken = reason;
        if (state == State.UNTIL_CLOSE) {
            // A reset is no end: what came may not be all of it.
            state = State.LENGTH;
        }
    }

    /** In TLS an end must be announced: a body without a length may have been cut on the way (RFC 9112 §9.8). */
    void connected(boolean encrypted) {
        unannounced = encrypted;
    }

    void announced() {
        unannounced = false;
    }

    boolean tunnelling() {
        return state == State.TUNNEL;
    }

    /** Whatever comes is for nobody. */
    void stop() {
        state = State.IDLE;
    }

    void free() {
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }

    private void fail(Failure failure, String reason) {
        state = State.IDLE;
        connection.fail(failure, reason);
    }

    /** The next bytes as a buffer of their own; the whole buffer where nothing else is in it. */
    private static ByteBuf take(ByteBuf in, int length) {
        if (length == in.readableBytes() && in.refCnt() == 1) {
            ByteBuf all = in.retainedDuplicate();
            in.skipBytes(length);
            return all;
        }
        return in.readRetainedSlice(length);
    }
}
