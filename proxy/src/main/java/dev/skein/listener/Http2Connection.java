package dev.skein.listener;

import dev.skein.http.ForwardedFields;
import dev.skein.http.RequestText;
import dev.skein.model.ClientAddress;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import dev.skein.transport.VertxWire;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113): its streams are exchanges of their own. Frames and their limits are Vert.x's
 * business; how long the connection lives, and how many control frames it may send, is decided here. Confined to its loop.
 */
final class Http2Connection implements ClientConnection {
    private static final AttributeKey<Http2Connection> KEY = AttributeKey.valueOf(Http2Connection.class, "of");
    private static final long NO_ERROR = 0;
    private static final long ENHANCE_YOUR_CALM = 0xb;
    /** How long the client may take to read the rest and to close, which it does first as a rule. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Door door;
    private final Loop loop;
    private final HttpConnection connection;
    private final Admission admission;
    private final Channel channel;
    private final TlsFacts tls;
    private final Listening listening;
    private final ForwardedFields forwarded;
    private final ConnectionTimer idle;
    private final RequestText text = new RequestText();
    private final List<Http2Stream> toFlush = new ArrayList<>();
    private boolean reading;
    private boolean ending;
    private int streams;
    private long requests;
    private int controls;
    private long controlsSince;

    Http2Connection(Door door, Loop loop, HttpConnection connection, Admission admission, TlsFacts tls) {
        this.door = door;
        this.loop = loop;
        this.connection = connection;
        this.admission = admission;
        this.channel = VertxWire.channel(connection);
        this.tls = tls;
        this.listening = door.listening();
        ClientAddress peer = admission.peer();
        this.forwarded = new ForwardedFields(
                listening.forwarded(), peer, listening.trusted().contains(peer));
        this.idle = new ConnectionTimer(loop, this::timedOut);
    }

    static @Nullable Http2Connection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void begin() {
        channel.attr(KEY).set(this);
        door.enter(this, loop);
        controlsSince = loop.now();
        connection.pingHandler(ping -> control());
        connection.remoteSettingsHandler(settings -> control());
        connection.closeHandler(closed -> gone());
        connection.exceptionHandler(cause -> {
            // Whatever was under way ends with its stream.
        });
        channel.pipeline().addBefore(VertxWire.handlerName(connection), "bursts", new Bursts());
        idle.start(listening.idleNanos());
    }

    /** A SETTINGS or PING frame: each costs an answer, so that many are an attack (CVE-2019-9512, -9515). */
    private void control() {
        var limits = door.settings().http2();
        long now = loop.now();
        if (now - controlsSince > limits.floodWindow().toNanos()) {
            controlsSince = now;
            controls = 0;
        }
        if (++controls == limits.controls() + 1) {
            ending = true;
            VertxWire.goAway(connection, ENHANCE_YOUR_CALM);
            channel.close();
        }
    }

    void request(HttpServerRequest request) {
        idle.stop();
        streams++;
        requests++;
        new Http2Stream(this, request).begin();
        if (listening.requests() > 0 && requests >= listening.requests()) {
            stop();
        }
    }

    void ended() {
        if (--streams == 0) {
            idle.start(ending ? LINGER_NANOS : listening.idleNanos());
        }
    }

    private void gone() {
        ending = true;
        idle.remove();
        door.leave(this, admission.admitted(), loop);
    }

    private void timedOut() {
        if (ending) {
            channel.close();
        } else {
            stop();
        }
    }

    /**
     * GOAWAY now; the connection closes some time after its last stream: at once the kernel would reset it because of the
     * client's unread window updates, and the client would lose what it has not read yet.
     */
    @Override
    public void stop() {
        if (ending) {
            return;
        }
        ending = true;
        VertxWire.goAway(connection, NO_ERROR);
        if (streams == 0) {
            channel.close();
        }
    }

    /** What went to the server should leave: at the end of the burst of frames that we are in, else now. */
    void flushServer(Http2Stream stream) {
        if (reading) {
            toFlush.add(stream);
        } else {
            stream.flushServer();
        }
    }

    ExchangePool exchanges() {
        return door.exchanges(loop);
    }

    Listening listening() {
        return listening;
    }

    /** Bytes that a stream may have under way before the server must wait. */
    int streamMark() {
        return door.memory.mark().high() / 4;
    }

    RequestText text() {
        return text;
    }

    ByteBufAllocator allocator() {
        return loop.allocator();
    }

    Loop loop() {
        return loop;
    }

    ClientAddress peer() {
        return admission.peer();
    }

    TlsFacts tls() {
        return tls;
    }

    ForwardedFields forwarded() {
        return forwarded;
    }

    private final class Bursts extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            reading = true;
            context.fireChannelRead(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            reading = false;
            for (int i = 0; i < toFlush.size(); i++) {
                toFlush.get(i).flushServer();
            }
            toFlush.clear();
            context.fireChannelReadComplete();
        }
    }
}
