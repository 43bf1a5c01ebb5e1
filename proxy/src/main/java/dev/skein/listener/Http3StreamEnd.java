package dev.skein.listener;

import dev.skein.http3.Http3Error;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamType;
import java.util.concurrent.TimeUnit;

/** What comes on the QUIC stream of one request, and when it takes more. Confined to its connection's loop. */
final class Http3StreamEnd extends ChannelDuplexHandler {
    /** Puts the right handler on each stream that a client opens. */
    @Sharable
    static final class Opening extends ChannelInitializer<QuicStreamChannel> {
        static final Opening ONE = new Opening();

        private Opening() {}

        @Override
        protected void initChannel(QuicStreamChannel stream) {
            Http3Connection connection = Http3Connection.of(stream.parent());
            stream.config().setReadFrames(true);
            stream.pipeline()
                    .addLast(
                            stream.type() == QuicStreamType.UNIDIRECTIONAL
                                    ? new Http3PeerStream(connection)
                                    : new Http3StreamEnd(new Http3Stream(connection, stream)));
        }
    }

    /** Some clients send a request's end in a packet of its own; without it, a GET would go on with a body of unknown length. */
    private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Http3Stream stream;
    private final Http3Input input;
    private final ConnectionTimer timer;

    Http3StreamEnd(Http3Stream stream) {
        this.stream = stream;
        this.input = new Http3Input(stream);
        this.timer = new ConnectionTimer(stream.connection.loop, this::timedOut);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (stream.connection.begins(stream)) {
            timer.start(stream.connection.listening.headerNanos());
        } else {
            stream.channel.shutdown(Http3Error.REQUEST_REJECTED);
            stream.connection.abandons();
            stream.gone(Failure.CLIENT_ABORT);
        }
    }

    private void timedOut() {
        if (input.headWaits()) {
            input.goOn();
        } else {
            stream.broken(Http3Error.REQUEST_INCOMPLETE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        QuicStreamFrame frame = (QuicStreamFrame) message;
        ByteBuf data = frame.content();
        stream.connection.loop.hold();
        try {
            input.read(context, data, frame.hasFin());
        } finally {
            stream.connection.loop.letGo();
        }
        if (input.headSeen()) {
            timer.stop();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!input.headWaits()) {
            return;
        }
        if (input.seemsWhole()) {
            timer.start(END_NANOS);
        } else {
            timer.stop();
            input.goOn();
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        stream.response.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            stream.response.takesMore();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The client has reset it.
        stream.cancelled();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.remove();
        input.end();
        stream.response.end();
        stream.gone(Failure.CLIENT_ABORT);
    }
}
