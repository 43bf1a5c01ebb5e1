package dev.skein.listener;

import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection (RFC 9112), one exchange at a time, each strictly to its end. */
final class Http1Requests {
    /** How long a connection without a request yet lives on when its listener stops. */
    private static final long FIRST_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Http1Connection connection;
    private final Http1Responses responses;
    private final Http1Body body;
    private Http1State state = Http1State.IDLE;
    private @Nullable Exchange exchange;
    private long count;
    /** Whether the answer to the next request is the last: that under way may have said otherwise. */
    boolean retired;

    Http1Requests(Http1Connection connection, Http1Responses responses) {
        this.connection = connection;
        this.responses = responses;
        this.body = new Http1Body(connection);
    }

    void read(ByteBuf in) {
        while (in.isReadable()) {
            boolean goesOn = switch (state) {
                case IDLE -> begin();
                case HEAD -> head(in);
                case BODY -> body(in);
                case TUNNEL -> Http1Body.tunnel(in, exchange());
                case SKIP -> skip(in);
                case DISCARD -> Http1Body.discard(in);
                case WAITING -> false;
            };
            if (!goesOn) {
                return;
            }
        }
    }

    private boolean begin() {
        if (connection.closing() || connection.stopping && count > 0) {
            state = Http1State.DISCARD;
            return true;
        }
        Listening listening = connection.listening;
        Exchange next = connection.exchanges.take(responses, listening);
        exchange = next;
        next.head().from(connection.peer, connection.tls() != null);
        count++;
        state = Http1State.HEAD;
        connection.timer.start(listening.headerNanos());
        return true;
    }

    private boolean head(ByteBuf in) {
        Exchange current = exchange();
        RequestHead head = current.head();
        int result = head.read(in);
        if (result == Head.INCOMPLETE) {
            return true;
        }
        connection.timer.stop();
        long most = connection.listening.requests();
        boolean last = connection.stopping || retired || most > 0 && count >= most;
        responses.begin(current, result == Head.COMPLETE && head.keepAlive() && !last);
        if (result == Head.REJECTED) {
            state = Http1State.DISCARD;
            current.reject(head.failure(), head.reason());
            return true;
        }
        state = body.expect(head) ? Http1State.BODY : Http1State.WAITING;
        if (state == Http1State.BODY) {
            connection.timer.start(connection.listening.bodyNanos());
        }
        connection.identify(current);
        current.start();
        return true;
    }

    private boolean body(ByteBuf in) {
        Exchange current = exchange();
        connection.timer.start(connection.listening.bodyNanos());
        switch (body.read(in, current)) {
            case STUCK -> {
                return false;
            }
            case ENDED -> {
                if (state == Http1State.BODY) {
                    state = Http1State.WAITING;
                    connection.timer.stop();
                }
            }
            case BROKEN -> state = Http1State.DISCARD;
            case MORE -> {
                // The next turn goes on.
            }
        }
        return true;
    }

    private boolean skip(ByteBuf in) {
        if (body.skip(in)) {
            state = Http1State.IDLE;
            connection.timer.start(connection.listening.idleNanos());
        }
        return true;
    }

    /** 101 went out: bytes both ways from here on. */
    void becomeTunnel() {
        state = Http1State.TUNNEL;
        connection.timer.stop();
        // What the client sent right behind its request belongs to the tunnel.
        connection.process();
    }

    /** The exchange is over. Unless the connection lives on, what the client still sends is for nobody. */
    void ended(boolean reusable) {
        exchange = null;
        body.drop();
        connection.unpause();
        if (reusable && state == Http1State.BODY) {
            state = Http1State.SKIP;
            connection.timer.start(Closing.LINGER_NANOS);
            return;
        }
        if (reusable) {
            state = Http1State.IDLE;
            startTimer();
            return;
        }
        boolean midway = state == Http1State.BODY || state == Http1State.DISCARD || connection.sentAhead();
        state = Http1State.DISCARD;
        if (connection.channel().isActive() && midway && !connection.closing()) {
            connection.lingeringClose();
        } else {
            connection.closeAfterWrites();
        }
    }

    /** The time-out of what is waited for now. */
    void startTimer() {
        Listening listening = connection.listening;
        if (state == Http1State.IDLE && !connection.channel().isWritable()) {
            connection.timer.startWriting(connection.channel(), listening.readNanos());
        } else if (state == Http1State.IDLE) {
            connection.timer.start(listening.idleNanos());
        } else if (state == Http1State.BODY) {
            connection.timer.start(listening.bodyNanos());
        }
    }

    /** The client sends no more: an end between requests, a half-closed connection after one, a broken-off one in it. */
    void inputEnded() {
        switch (state) {
            case WAITING -> responses.lastOne();
            case TUNNEL -> exchange().clientHalfClosed();
            case IDLE, SKIP, DISCARD -> connection.closeAfterWrites();
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
        body.drop();
    }

    void timedOut() {
        Exchange current = exchange;
        if (current == null || !connection.channel().isWritable()) {
            if (current != null) {
                current.clientGone(Failure.CLIENT_TIMEOUT);
            }
            connection.close();
        } else if (state == Http1State.HEAD) {
            responses.begin(current, false);
            state = Http1State.DISCARD;
            current.reject(Failure.CLIENT_TIMEOUT, "request head not complete in time");
        } else if (connection.paused() || !current.takesBody()) {
            // Nobody asked the client for more meanwhile.
            connection.timer.start(connection.listening.bodyNanos());
        } else {
            state = Http1State.DISCARD;
            current.clientBroke(Failure.CLIENT_TIMEOUT, "request body stalled");
        }
    }

    /** Its time is over, be it idle or not. */
    void leave() {
        Exchange current = exchange;
        if (current == null) {
            connection.closeAfterWrites();
        } else {
            state = Http1State.DISCARD;
            current.clientBroke(Failure.STOPPING, "its time is over");
        }
    }

    void stop() {
        responses.lastOne();
        if (exchange != null) {
            return;
        }
        if (count == 0) {
            // Accepted a moment ago: its first request is still answered.
            connection.timer.start(FIRST_REQUEST_NANOS);
        } else {
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

    boolean carries(Exchange one) {
        return exchange == one;
    }

    private Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }
}
