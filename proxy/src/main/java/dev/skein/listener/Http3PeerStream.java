package dev.skein.listener;

import dev.skein.http3.ControlFrames;
import dev.skein.http3.FrameType;
import dev.skein.http3.Http3Error;
import dev.skein.http3.QpackInstructions;
import dev.skein.http3.VarInt;
import dev.skein.transport.Joined;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream on which only the client speaks (RFC 9114 §6.2): its control stream, those of QPACK, on which there is nothing to
 * say since we allow no table, and such as nobody knows. Confined to its connection's loop.
 */
final class Http3PeerStream extends ChannelInboundHandlerAdapter {
    private static final int UNKNOWN_YET = -1;
    /** Instructions of QPACK are hardly longer than a byte, and frames of control are not cut into crumbs. */
    private static final int LONGEST = 16 * 1024;

    private final Http3Connection connection;
    private final ControlFrames frames = new ControlFrames();
    private @Nullable QpackInstructions instructions;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private long type = UNKNOWN_YET;

    Http3PeerStream(Http3Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        QuicStreamFrame frame = (QuicStreamFrame) message;
        pending = Joined.of(context, pending, frame.content());
        if (type == UNKNOWN_YET) {
            type = VarInt.read(pending);
            if (type != UNKNOWN_YET) {
                begins((QuicStreamChannel) context.channel());
            }
        }
        if (!connection.dead()) {
            read();
        }
        if (frame.hasFin()) {
            over();
        }
        if (connection.dead() || !pending.isReadable()) {
            drop();
        }
    }

    private void begins(QuicStreamChannel channel) {
        switch ((int) Math.min(type, Integer.MAX_VALUE)) {
            case FrameType.CONTROL_STREAM, FrameType.QPACK_ENCODER_STREAM, FrameType.QPACK_DECODER_STREAM -> {
                if (!connection.control.first((int) type)) {
                    connection.fatal(Http3Error.STREAM_CREATION_ERROR);
                } else if (type != FrameType.CONTROL_STREAM) {
                    instructions = new QpackInstructions(type == FrameType.QPACK_ENCODER_STREAM);
                }
            }
            case FrameType.PUSH_STREAM -> connection.fatal(Http3Error.STREAM_CREATION_ERROR);
            default -> {
                connection.control.count();
                channel.shutdownInput(Http3Error.STREAM_CREATION_ERROR);
            }
        }
    }

    private void read() {
        switch ((int) Math.min(type, Integer.MAX_VALUE)) {
            case UNKNOWN_YET -> {
                // The rest of its number is on its way.
            }
            case FrameType.CONTROL_STREAM -> {
                control();
                if (!connection.dead() && pending.readableBytes() > LONGEST) {
                    connection.fatal(Http3Error.EXCESSIVE_LOAD);
                }
            }
            case FrameType.QPACK_ENCODER_STREAM, FrameType.QPACK_DECODER_STREAM -> instructions();
            default -> pending.skipBytes(pending.readableBytes());
        }
    }

    private void control() {
        int said = frames.next(pending);
        while (said != ControlFrames.MORE && !connection.dead()) {
            switch (said) {
                case ControlFrames.SETTINGS -> connection.control.settingsCame();
                case ControlFrames.OTHER -> connection.control.count();
                default -> connection.fatal(said);
            }
            said = connection.dead() ? ControlFrames.MORE : frames.next(pending);
        }
    }

    private void instructions() {
        QpackInstructions from = Objects.requireNonNull(instructions);
        int said = from.next(pending);
        while (said != QpackInstructions.MORE && !connection.dead()) {
            if (said == QpackInstructions.NOTHING) {
                connection.control.count();
            } else {
                connection.fatal(said);
            }
            said = connection.dead() ? QpackInstructions.MORE : from.next(pending);
        }
    }

    /** RFC 9114 §6.2.1, RFC 9204 §4.2: some streams are as long as the connection. */
    private void over() {
        if (type >= FrameType.CONTROL_STREAM
                && type <= FrameType.QPACK_DECODER_STREAM
                && type != FrameType.PUSH_STREAM) {
            connection.fatal(Http3Error.CLOSED_CRITICAL_STREAM);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The client has reset it.
        over();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
    }

    private void drop() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }
}
