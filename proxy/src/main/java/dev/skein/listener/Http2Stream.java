package dev.skein.listener;

import dev.skein.http.ForwardedFields;
import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.http.ResponseHead;
import dev.skein.http2.ErrorCode;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, which is one exchange (RFC 9113 §5.1, §8.1). It is over when both directions have
 * ended or it was reset, and the exchange has ended, too; then it is used again, perhaps by another connection of its loop.
 */
final class Http2Stream extends StreamLeg {
    final Http2Credit credit = new Http2Credit(this);
    final RequestBody body = new RequestBody(credit);
    final Http2Response response = new Http2Response(this);
    private @Nullable Http2Connection connection;
    private int id;

    /** A request came; its fields are in the loop's text. */
    void begin(Http2Connection on, int number, boolean endStream) {
        connection = on;
        id = number;
        Exchange made = on.exchanges().take(this, on.listening);
        begins(made, endStream);
        on.streams.add(number, this);
        RequestHead head = made.head();
        head.from(on.peer, on.tls != null);
        boolean good = on.scratch.text.parse(head, Protocol.HTTP_2, !endStream) == Head.COMPLETE;
        credit.begin(on);
        body.begin(good ? head : null, endStream);
        response.begin(on);
        if (good) {
            on.identify(made);
            made.start();
        } else {
            // Told why, and told that the stream was in error (RFC 9113 §8.1.1).
            malformed = head.failure() == Failure.BAD_REQUEST;
            made.reject(head.failure(), head.reason());
        }
        if (exchange == made) {
            made.flushServer();
        }
    }

    Http2Connection connection() {
        return Objects.requireNonNull(connection);
    }

    int id() {
        return id;
    }

    /** The end of the response was written. */
    void localEnd() {
        localEnded = true;
        if (malformed) {
            reset(ErrorCode.PROTOCOL_ERROR);
            connection().control.countReset();
        } else if (!remoteEnded && !(exchange != null && body.tunnel())) {
            // RFC 9113 §8.1: the rest of the request is not needed.
            reset(ErrorCode.NO_ERROR);
        } else {
            settle();
        }
    }

    /** Ends the stream by RST_STREAM; whatever of it is not sent yet is for nobody. */
    @Override
    void reset(int code) {
        if (reset) {
            return;
        }
        reset = true;
        Http2Connection on = connection();
        if (!on.dead()) {
            on.streams.remember(id);
            on.output.reset(id, code);
        }
        response.drop();
        settle();
    }

    /** The client broke the protocol in this stream (RFC 9113 §5.4.2). */
    void broken(int code) {
        Http2Connection on = connection();
        fail(code == ErrorCode.STREAM_CLOSED ? Failure.CLIENT_ABORT : Failure.BAD_REQUEST, code);
        on.control.countReset();
    }

    @Override
    void drop() {
        response.drop();
    }

    /** Leaves the table, once nobody needs the stream any more. */
    @Override
    void settle() {
        Http2Connection on = connection;
        if (on != null && exchange == null && (reset || remoteEnded && localEnded)) {
            connection = null;
            credit.drop(on);
            response.drop();
            on.streams.remove(id);
            on.scratch.give(this);
        }
    }

    @Override
    public void sendInformational(ResponseHead head, ResponseEdits edits) {
        response.informational(head, edits);
    }

    @Override
    public void sendHead(ResponseHead head, BodyKind kind, ResponseEdits edits) {
        response.head(head, kind, edits);
    }

    @Override
    public void sendLocal(LocalResponse local) {
        response.local(local);
    }

    @Override
    public void sendBody(ByteBuf data, boolean raw) {
        response.body(data);
    }

    @Override
    public void sendEnd(@Nullable ByteBuf trailers, boolean rawEnd) {
        response.end(trailers);
    }

    @Override
    public void abort() {
        reset(ErrorCode.INTERNAL_ERROR);
    }

    @Override
    public void flush() {
        connection().output.wantFlush();
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection().tls;
    }

    @Override
    public ForwardedFields forwarded() {
        return connection().forwarded;
    }

    @Override
    public Channel channel() {
        return connection().channel();
    }

    @Override
    public boolean writable() {
        return response.queue.writable();
    }

    @Override
    public void readBody(boolean on) {
        body.read(on);
    }

    @Override
    public void halfClose() {
        response.end(null);
    }

    @Override
    public void exchangeEnded(boolean clean) {
        exchange = null;
        body.stop();
        if (!response.ended()) {
            // A response without its end must not look whole.
            reset(ErrorCode.INTERNAL_ERROR);
        } else if (localEnded && !remoteEnded) {
            reset(ErrorCode.NO_ERROR);
        }
        settle();
    }
}
