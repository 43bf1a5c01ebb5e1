package dev.skein.listener;

import dev.skein.http.ResponseHead;
import dev.skein.http.WebSocketFrames;
import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says goodbye to the client of a WebSocket whose node can't carry it any longer: a close frame (RFC 6455 §5.5.1), after the
 * frame that is under way. Confined to its loop.
 */
final class WebSocketEnd extends ChannelOutboundHandlerAdapter {
    /** Without a mask, as servers send them; the status is 1001, going away (RFC 6455 §7.4.1). */
    static final byte[] GOING_AWAY = {(byte) 0x88, 2, 1001 >> 8, (byte) 1001};

    private static final byte[] UPGRADE = Ascii.bytes("upgrade");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    /** For the rest of a frame that is under way. */
    static final long PATIENCE_SECONDS = 1;

    private final WebSocketFrames frames = new WebSocketFrames();
    private @Nullable Runnable then;
    private boolean over;

    private WebSocketEnd() {}

    /** From here on the channel carries what the response has switched to. */
    static void follow(Channel channel, ResponseHead head) {
        if (begins(head)) {
            channel.pipeline().addLast(new WebSocketEnd());
        }
    }

    /** Whether it is a WebSocket that the response has switched to. */
    static boolean begins(ResponseHead head) {
        int field = head.find(UPGRADE, 0);
        return field >= 0
                && Ascii.equalsIgnoreCase(head.bytes(), head.valueStart(field), head.valueEnd(field), WEBSOCKET);
    }

    /** Runs something once the client has been told; at once where it need not be. */
    static void say(Channel channel, Runnable then) {
        WebSocketEnd end = channel.pipeline().get(WebSocketEnd.class);
        if (end == null) {
            then.run();
        } else if (end.then == null) {
            end.then = then;
            if (end.frames.between()) {
                end.finish(channel.pipeline().context(end));
            } else {
                var unused = channel.eventLoop().schedule(end::giveUp, PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // An empty one marks where the rest has left, for whoever closes then.
        if (!(message instanceof ByteBuf data) || !data.isReadable()) {
            context.write(message, promise);
            return;
        }
        if (over) {
            data.release();
            promise.trySuccess();
            return;
        }
        int part = frames.follow(data, then == null);
        if (then != null && frames.between() && part > 0) {
            data.writerIndex(data.readerIndex() + part);
            context.write(data, promise);
            // Not in the midst of whoever writes.
            context.executor().execute(() -> finish(context));
            over = true;
        } else {
            context.write(data, promise);
        }
    }

    private void finish(ChannelHandlerContext context) {
        over = true;
        context.writeAndFlush(context.alloc().directBuffer(GOING_AWAY.length).writeBytes(GOING_AWAY));
        giveUp();
    }

    private void giveUp() {
        Runnable next = then;
        if (next != null) {
            over = true;
            then = null;
            next.run();
        }
    }
}
