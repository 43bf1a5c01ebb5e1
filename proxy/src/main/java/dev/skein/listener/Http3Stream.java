package dev.skein.listener;

import dev.skein.http.ForwardedFields;
import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.http.ResponseHead;
import dev.skein.http3.Http3Error;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.transport.StreamStops;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/3 connection, which is one exchange (RFC 9114 §4.1). It is over when both directions have ended or it
 * was reset, and the exchange has ended, too. {@link Http3StreamEnd} is its end on the wire.
 */
final class Http3Stream extends StreamLeg {
    final Http3Connection connection;
    final QuicStreamChannel channel;
    private final Http3Intake intake = new Http3Intake(this);
    final RequestBody body = new RequestBody(intake);
    final Http3Response response;

    Http3Stream(Http3Connection connection, QuicStreamChannel channel) {
        this.connection = connection;
        this.channel = channel;
        this.response = new Http3Response(this);
    }

    /** A request came; its fields are in the loop's text. {@code whole}: and nothing comes behind. */
    void begin(boolean whole) {
        Exchange made = connection.door.exchanges(connection.loop).take(this, connection.listening);
        begins(made, whole);
        RequestHead head = made.head();
        head.from(connection.peer, true);
        boolean good = connection.scratch.common.text.parse(head, Protocol.HTTP_3, !whole) == Head.COMPLETE;
        body.begin(good ? head : null, whole);
        if (good) {
            connection.identify(made);
            made.start();
        } else {
            // Told why, and told that the stream was in error (RFC 9114 §4.1.2).
            malformed = head.failure() == Failure.BAD_REQUEST;
            made.reject(head.failure(), head.reason());
        }
        if (exchange == made) {
            made.flushServer();
        }
    }

    /** The end of the response has left. */
    void localEnd() {
        localEnded = true;
        if (malformed) {
            connection.control.countReset();
        }
        boolean tunnel = exchange != null && body.tunnel();
        if (!remoteEnded && !tunnel && !reset) {
            intake.rest(malformed);
        }
        settle();
    }

    /** Ends the stream; whatever of it is not sent yet is for nobody. */
    @Override
    void reset(int code) {
        if (reset) {
            return;
        }
        reset = true;
        response.drop();
        if (!connection.dead()) {
            channel.shutdown(code);
            if (!remoteEnded) {
                connection.abandons();
            }
        }
        settle();
    }

    /** The client broke the protocol in this stream (RFC 9114 §4.1.2, §8). */
    void broken(int code) {
        fail(Failure.BAD_REQUEST, code);
        connection.control.countReset();
    }

    /** The client has reset the stream, or takes no more of it. */
    void cancelled() {
        if (localEnded && exchange == null && !remoteEnded) {
            // The client has its answer.
            intake.left();
        } else if (!reset && !(remoteEnded && localEnded)) {
            connection.control.countReset();
            fail(Failure.CLIENT_ABORT, Http3Error.REQUEST_CANCELLED);
        }
    }

    /** Whether the client still takes what the server may have to say one day. */
    void look() {
        if (!localEnded && !reset && StreamStops.stopped(channel)) {
            cancelled();
        }
    }

    @Override
    void drop() {
        response.drop();
    }

    /** Leaves the connection, once nobody needs the stream any more. */
    @Override
    void settle() {
        if (exchange == null && (reset || remoteEnded && localEnded)) {
            body.stop();
            intake.end();
            response.drop();
            connection.ended(this);
            channel.close();
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
        reset(Http3Error.INTERNAL_ERROR);
    }

    @Override
    public void flush() {
        response.wantFlush();
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection.tls();
    }

    @Override
    public Channel channel() {
        return connection.channel;
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
            reset(Http3Error.INTERNAL_ERROR);
        } else if (localEnded && !remoteEnded && body.tunnel()) {
            reset(Http3Error.NO_ERROR);
        } else {
            intake.waits(false);
        }
        settle();
    }
}
