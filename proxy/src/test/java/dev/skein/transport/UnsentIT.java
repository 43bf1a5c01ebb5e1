package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the kernel takes off our hands for a client that reads nothing. It used to be four megabytes each, and six hundred
 * such clients had the event loop in the kernel for three seconds, and all of the machine's memory for TCP.
 */
class UnsentIT {
    private static final int BODY = 2 << 20;

    private final Loops loops = Loops.start(NativeTransport.choose("epoll"), 1, Ticker.SYSTEM);

    @AfterEach
    void ends() {
        loops.vertx().close().await();
    }

    @Test
    void theKernelTakesLittleForAClientThatReadsNothing() throws Exception {
        BlockingQueue<Long> waiting = new LinkedBlockingQueue<>();
        Channel listening = loops.serverBootstrap()
                .childHandler(new Sender(waiting))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(2048);
            client.connect(listening.localAddress());
            Long left = waiting.poll(30, TimeUnit.SECONDS);
            assertThat(left).as("bytes that stay with us").isNotNull().isGreaterThan(BODY - 512 * 1024);
        }
        listening.close().sync();
    }

    /** Sends much at once, and tells what of it the socket did not take. */
    private static final class Sender extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Long> waiting;

        Sender(BlockingQueue<Long> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            for (int sent = 0; sent < BODY; sent += 64 * 1024) {
                ByteBuf part = Unpooled.directBuffer(64 * 1024).writeZero(64 * 1024);
                context.write(part);
            }
            context.flush();
            waiting.add(context.channel().unsafe().outboundBuffer().totalPendingWriteBytes());
        }
    }
}
