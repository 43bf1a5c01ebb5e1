package dev.skein.listener;

import dev.skein.http.ChunkScanner;
import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection (RFC 9112), one exchange at a time, each strictly to its end. */
final class Http1Requests {
    private enum State {
        IDLE,
        HEAD,
        LENGTH,
        CHUNKED,
        /** The request is in; what follows waits for the response's end. */
        WAITING,
        TUNNEL,
        /** The rest is for nobody. */
        DISCARD
    }

    private final Http1Connection connection;
    private final Http1Responses responses;
    private State state = State.IDLE;
    private @Nullable Exchange exchange;
    private @Nullable ChunkScanner chunks;
    private @Nullable ByteBuf trailers;
    private long remaining;
    private long count;

    Http1Requests(Http1Connection connection, Http1Responses responses) {
        this.connection = connection;
        this.responses = responses;
    }

    void read(ByteBuf in) {
        while (in.isReadable()) {
            boolean goesOn = switch (state) {
                case IDLE -> begin();
                case HEAD -> head(in);
                case LENGTH -> length(in);
                case CHUNKED -> chunked(in);
                case TUNNEL -> tunnel(in);
                case DISCARD -> discard(in);
                case WAITING -> false;
            };
            if (!goesOn) {
                return;
            }
        }
    }

    private boolean begin() {
        if (connection.closing() || connection.stopping()) {
            state = State.DISCARD;
            return true;
        }
        Listening listening = connection.listening();
        Exchange next = connection.exchanges().take(responses, listening);
        exchange = next;
        next.head().from(connection.peer(), responses.encrypted());
        count++;
        state = State.HEAD;
        connection.timer().start(listening.headerNanos());
        return true;
    }

    private boolean head(ByteBuf in) {
        Exchange current = exchange();
        RequestHead head = current.head();
        int result = head.read(in);
        if (result == Head.INCOMPLETE) {
            return true;
        }
        connection.timer().stop();
        long most = connection.listening().requests();
        boolean last = connection.stopping() || most > 0 && count >= most;
        responses.begin(current, result == Head.COMPLETE && head.keepAlive() && !last);
        if (result == Head.REJECTED) {
            state = State.DISCARD;
            current.reject(head.failure(), head.reason());
            return true;
        }
        expectBody(head);
        current.start();
        return true;
    }

    private void expectBody(RequestHead head) {
        if (head.chunked()) {
            state = State.CHUNKED;
            if (chunks == null) {
                chunks = ChunkScanner.forRequests();
            }
            chunks.reset();
        } else if (head.contentLength() > 0) {
            state = State.LENGTH;
            remaining = head.contentLength();
        } else {
            state = State.WAITING;
        }
    }

    private boolean length(ByteBuf in) {
        Exchange current = exchange();
        if (!current.takesBody()) {
            return false;
        }
        int part = (int) Math.min(remaining, in.readableBytes());
        remaining -= part;
        if (remaining == 0) {
            state = State.WAITING;
            connection.timer().stop();
        } else {
            connection.timer().start(connection.listening().bodyNanos());
        }
        current.requestBody(in.readRetainedSlice(part), false);
        if (remaining == 0 && current == exchange) {
            current.requestEnd(null, false);
        }
        return true;
    }

    private boolean chunked(ByteBuf in) {
        Exchange current = exchange();
        if (!current.takesBody()) {
            return false;
        }
        connection.timer().start(connection.listening().bodyNanos());
        ChunkScanner scanner = Objects.requireNonNull(chunks);
        int part = current.takesRawChunks() ? scanner.scanRaw(in) : 0;
        if (part == 0) {
            return chunk(in, current, scanner);
        }
        boolean finished = scanner.finished();
        current.requestBody(in.readRetainedSlice(part), true);
        if (finished && current == exchange) {
            chunksEnded(current, true);
        }
        return true;
    }

    private boolean chunk(ByteBuf in, Exchange current, ChunkScanner scanner) {
        switch (scanner.next(in)) {
            case ChunkScanner.DATA -> current.requestBody(in.readRetainedSlice(scanner.dataLength()), false);
            case ChunkScanner.TRAILER_FIELD -> {
                if (trailers == null) {
                    trailers = connection.channel().alloc().buffer(256);
                }
                scanner.writeTrailer(trailers);
            }
            case ChunkScanner.END -> chunksEnded(current, false);
            case ChunkScanner.MALFORMED -> {
                state = State.DISCARD;
                current.clientBroke(Failure.BAD_REQUEST, scanner.reason());
            }
            default -> {
                // All was consumed; more must come.
            }
        }
        return true;
    }

    private void chunksEnded(Exchange current, boolean rawEnd) {
        state = State.WAITING;
        connection.timer().stop();
        ByteBuf lines = trailers;
        trailers = null;
        current.requestEnd(lines, rawEnd);
    }

    private boolean tunnel(ByteBuf in) {
        if (!exchange().takesBody()) {
            return false;
        }
        exchange().requestBody(in.readRetainedSlice(in.readableBytes()), false);
        return true;
    }

    private static boolean discard(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        return true;
    }

    /** 101 went out: bytes both ways from here on. */
    void becomeTunnel() {
        state = State.TUNNEL;
        connection.timer().stop();
    }

    /** The exchange is over. Unless the connection lives on, what the client still sends is for nobody. */
    void ended(boolean reusable) {
        exchange = null;
        dropTrailers();
        if (!reusable) {
            boolean midway = state != State.WAITING && state != State.TUNNEL;
            state = State.DISCARD;
            if (connection.channel().isActive() && midway) {
                connection.lingeringClose();
            } else {
                connection.closeAfterWrites();
            }
            return;
        }
        state = State.IDLE;
        connection.timer().start(connection.listening().idleNanos());
    }

    /** The client sends no more: an end between requests, a half-closed connection after one, a broken-off one in it. */
    void inputEnded() {
        switch (state) {
            case WAITING -> {
                // RFC 9112 §9.6 leaves it open; the client may well be reading. The response goes out, then we close.
            }
            case TUNNEL -> exchange().clientHalfClosed();
            case IDLE, DISCARD -> connection.close();
            default -> {
                exchange().clientGone(Failure.CLIENT_ABORT);
                connection.close();
            }
        }
    }

    void gone() {
        Exchange current = exchange;
        if (current != null) {
            current.clientGone(Failure.CLIENT_ABORT);
        }
        dropTrailers();
    }

    private void dropTrailers() {
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }

    void timedOut() {
        Exchange current = exchange;
        if (current == null || !connection.channel().isWritable()) {
            if (current != null) {
                current.clientGone(Failure.CLIENT_TIMEOUT);
            }
            connection.close();
        } else if (state == State.HEAD) {
            responses.begin(current, false);
            state = State.DISCARD;
            current.reject(Failure.CLIENT_TIMEOUT, "request head not complete in time");
        } else {
            state = State.DISCARD;
            current.clientBroke(Failure.CLIENT_TIMEOUT, "request body stalled");
        }
    }

    void stop() {
        responses.lastOne();
        if (exchange == null) {
            connection.closeAfterWrites();
        }
    }

    void clientWritable() {
        if (exchange != null) {
            exchange.clientWritable();
        }
    }

    void flushServer() {
        if (exchange != null) {
            exchange.flushServer();
        }
    }

    private Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }
}
