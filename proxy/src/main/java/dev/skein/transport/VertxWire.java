package dev.skein.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.ConnectionBase;

/** What lies beneath Vert.x's connections and buffers. All on the connection's loop. */
public final class VertxWire {
    private VertxWire() {}

    public static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    /** The name of Vert.x's own handler, the last one of a connection's pipeline. */
    public static String handlerName(HttpConnection connection) {
        return context(connection).name();
    }

    /** Takes Vert.x's decoder, encoder and handler out, and whatever else lies behind the handler of that name. */
    public static void takeOver(Channel channel, String last) {
        ChannelPipeline pipeline = channel.pipeline();
        while (pipeline.lastContext() != null && !pipeline.lastContext().name().equals(last)) {
            pipeline.removeLast();
        }
    }

    /** Whether more than the head will come; Vert.x itself tells only once the request was handled. */
    public static boolean bodyFollows(HttpServerRequest request) {
        Http2ConnectionHandler handler =
                (Http2ConnectionHandler) context(request.connection()).handler();
        Http2Stream stream = handler.connection().stream((int) request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    /** Says that, and why, no further streams are taken (RFC 9113 §6.8). */
    public static void goAway(HttpConnection connection, long code) {
        ChannelHandlerContext context = context(connection);
        Http2ConnectionHandler handler = (Http2ConnectionHandler) context.handler();
        int last = handler.connection().remote().lastStreamCreated();
        handler.goAway(context, last, code, Unpooled.EMPTY_BUFFER, context.newPromise());
        context.flush();
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }

    /** A buffer of Vert.x around these bytes; Vert.x never releases them: the caller does once they are written. */
    public static Buffer wrap(ByteBuf bytes) {
        return BufferInternal.buffer(bytes);
    }

    /** Appends a buffer's bytes. */
    public static void copy(Buffer from, ByteBuf to) {
        ByteBuf bytes = ((BufferInternal) from).getByteBuf();
        to.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    }
}
