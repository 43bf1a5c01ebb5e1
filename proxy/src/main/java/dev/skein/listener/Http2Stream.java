package dev.skein.listener;

import dev.skein.http.ForwardedFields;
import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.http.RequestText;
import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.ClientLeg;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.transport.VertxWire;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, which is one exchange. The request is written down as HTTP/1.1 text and goes through
 * the same strict parser; its body comes only as the exchange takes it, which the client sees as flow control. Confined to
 * its connection's loop.
 */
final class Http2Stream implements ClientLeg {
    private final Http2Connection connection;
    private final HttpServerRequest request;
    private final Http2Response response;
    private final ConnectionTimer stall;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private @Nullable Exchange exchange;
    private boolean hasBody;
    private boolean paused;
    private boolean requestEnded;
    private boolean endTold;

    Http2Stream(Http2Connection connection, HttpServerRequest request) {
        this.connection = connection;
        this.request = request;
        this.response = new Http2Response(connection, this, request.response());
        this.stall = new ConnectionTimer(connection.loop(), this::stalled);
    }

    void begin() {
        Exchange made = connection.exchanges().take(this, connection.listening());
        exchange = made;
        boolean open = VertxWire.bodyFollows(request);
        request.handler(this::data);
        request.endHandler(end -> requestEnd());
        request.exceptionHandler(cause -> fail(Failure.CLIENT_ABORT));
        response.whenClosed(() -> fail(Failure.CLIENT_ABORT));
        RequestHead head = made.head();
        head.from(connection.peer(), true);
        boolean good = parse(head, open);
        hasBody = head.hasBody();
        if (hasBody) {
            request.pause();
            paused = true;
        }
        if (good) {
            made.start();
        } else {
            made.reject(head.failure(), head.reason());
        }
        connection.flushServer(this);
    }

    private boolean parse(RequestHead head, boolean open) {
        RequestText text = connection.text();
        HostAndPort host = request.authority();
        String path = request.uri();
        text.begin(request.method().name(), path == null ? "" : path, host == null ? "" : host.toString());
        for (Map.Entry<String, String> field : request.headers()) {
            text.field(field.getKey(), field.getValue());
        }
        return text.parse(head, Protocol.HTTP_2, open) == Head.COMPLETE;
    }

    private void data(Buffer buffer) {
        Exchange current = exchange;
        if (current == null || buffer.length() == 0) {
            return;
        }
        ByteBuf data = connection.allocator().directBuffer(buffer.length());
        VertxWire.copy(buffer, data);
        held.add(data);
        deliver(current);
    }

    private void requestEnd() {
        requestEnded = true;
        stall.stop();
        Exchange current = exchange;
        if (current != null) {
            deliver(current);
        }
    }

    /** Hands on what came, as far as it is taken now. */
    private void deliver(Exchange current) {
        while (!held.isEmpty() && exchange == current && current.takesBody()) {
            current.requestBody(held.remove(), false);
        }
        if (exchange == current && requestEnded && held.isEmpty() && hasBody && !endTold) {
            endTold = true;
            current.requestEnd(null, false);
        }
        if (exchange == current) {
            if (!held.isEmpty()) {
                pause();
            } else if (!requestEnded && !paused) {
                stall.start(connection.listening().bodyNanos());
            }
            connection.flushServer(this);
        }
    }

    @Override
    public void readBody(boolean on) {
        Exchange current = exchange;
        if (!on) {
            pause();
        } else if (paused && current != null) {
            paused = false;
            deliver(current);
            if (!paused && exchange == current && !requestEnded) {
                request.resume();
            }
        }
    }

    private void pause() {
        paused = true;
        stall.stop();
        if (!requestEnded && !request.isEnded()) {
            request.pause();
        }
    }

    private void stalled() {
        if (exchange != null) {
            exchange.clientBroke(Failure.CLIENT_TIMEOUT, "request body stalled");
        }
    }

    /** The stream was reset, the connection is gone, or the client takes nothing. */
    void fail(Failure failure) {
        if (exchange != null) {
            exchange.clientGone(failure);
        }
    }

    void flushServer() {
        if (exchange != null) {
            exchange.flushServer();
        }
    }

    void clientWritable() {
        if (exchange != null) {
            exchange.clientWritable();
        }
    }

    boolean requestEnded() {
        return requestEnded || !hasBody && request.isEnded();
    }

    @Override
    public void sendInformational(ResponseHead head) {
        response.informational(head);
    }

    @Override
    public void sendHead(ResponseHead head, BodyKind body, ResponseEdits edits) {
        response.head(head, body, edits);
    }

    @Override
    public void sendLocal(LocalResponse local) {
        count(response.local(local));
    }

    @Override
    public void sendBody(ByteBuf data, boolean raw) {
        count(data.readableBytes());
        response.body(data);
    }

    private void count(int bytes) {
        if (exchange != null) {
            exchange.sent(bytes);
        }
    }

    @Override
    public void sendEnd(@Nullable ByteBuf trailers, boolean rawEnd) {
        response.end(trailers);
    }

    @Override
    public void abort() {
        response.abort();
    }

    @Override
    public void flush() {
        response.flush();
    }

    @Override
    public TlsFacts tls() {
        return connection.tls();
    }

    @Override
    public ForwardedFields forwarded() {
        return connection.forwarded();
    }

    @Override
    public boolean writable() {
        return response.writable();
    }

    @Override
    public boolean takesRawChunks() {
        return false;
    }

    @Override
    public void halfClose() {
        response.end(null);
    }

    @Override
    public void exchangeEnded(boolean clean) {
        exchange = null;
        stall.remove();
        held.forEach(ByteBuf::release);
        held.clear();
        response.exchangeEnded();
        connection.ended();
    }
}
