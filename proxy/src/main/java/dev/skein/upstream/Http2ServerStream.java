package dev.skein.upstream;

import dev.skein.http.Method;
import dev.skein.http2.ErrorCode;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a server on an HTTP/2 connection that it shares (RFC 9113). The head waits until it is known whether a
 * body follows. Confined to its loop.
 */
final class Http2ServerStream implements ServerLeg {
    final Http2ServerConnection connection;
    final Http2ServerBody body = new Http2ServerBody(this);
    final Http2ServerResponse response = new Http2ServerResponse(this);
    private final boolean reused;
    private @Nullable ByteBuf head;
    private int id;
    private boolean over;

    Http2ServerStream(Http2ServerConnection connection, boolean reused) {
        this.connection = connection;
        this.reused = reused;
    }

    @Override
    public void begin(ResponseReceiver who, Method method) {
        response.begin(who, method);
    }

    @Override
    public boolean reused() {
        return reused;
    }

    @Override
    public boolean framesBodies() {
        return true;
    }

    @Override
    public void writeHead(ByteBuf text) {
        head = text;
    }

    @Override
    public void write(ByteBuf data) {
        open(false);
        if (over || !data.isReadable()) {
            data.release();
        } else {
            body.write(data);
        }
    }

    @Override
    public void requestEnded(@Nullable ByteBuf trailers) {
        if (head != null && trailers == null) {
            open(true);
            body.endedWithHead();
            return;
        }
        open(false);
        if (!over) {
            body.end(trailers);
        }
    }

    /** Sends the head, if it waits. Only now the stream gets its number, for numbers must grow on the wire. */
    private void open(boolean last) {
        ByteBuf text = head;
        if (text == null) {
            return;
        }
        head = null;
        id = connection.open(this);
        if (id == 0) {
            close();
        } else {
            body.opened(connection.peer.initialWindow());
            connection.output().headers(id, text, last);
        }
        text.release();
    }

    /** All of the request was sent. */
    void localEnd() {
        if (response.ended()) {
            close();
        }
    }

    @Override
    public void flush() {
        open(false);
        connection.flush();
    }

    @Override
    public boolean writable() {
        return body.writable();
    }

    @Override
    public void read(boolean on) {
        response.read(on);
    }

    @Override
    public void halfClose() {
        requestEnded(null);
        connection.flush();
    }

    @Override
    public void abandon() {
        response.forget();
        reset(ErrorCode.CANCEL);
        connection.flush();
    }

    @Override
    public void leave() {
        abandon();
    }

    /** Ends the stream on our side, whatever is under way. */
    void reset(int code) {
        if (!over && id != 0) {
            connection.output().reset(id, code);
        }
        close();
    }

    /** The response is over; what is left of the request is of no use to anybody. */
    void remoteEnd() {
        if (body.ended()) {
            close();
        } else {
            reset(ErrorCode.CANCEL);
        }
    }

    /** The server will not look at this request, or the connection is lost. */
    void gone(Failure failure, String reason) {
        close();
        response.gone(failure, reason);
    }

    /** Nothing was done with the request: without a body it may be sent again, be it idempotent or not. */
    void refused(String reason) {
        gone(body.began() ? Failure.SERVER_CLOSED : Failure.CONNECT_FAILED, reason);
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        body.drop();
        if (head != null) {
            head.release();
            head = null;
        }
        connection.closed(this);
    }

    boolean over() {
        return over;
    }

    /** Number on the wire; 0 before the head was sent. */
    int id() {
        return id;
    }
}
