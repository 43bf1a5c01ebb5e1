package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Ticker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes to a listening socket that hears nobody any more, and who was there before. */
class DeafnessIT {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whoComesLaterIsNotHeardAndWhoIsThereGoesOn(String host) throws Exception {
        Loops loops = Loops.start(NativeTransport.choose("epoll"), 1, Ticker.SYSTEM);
        Heard heard = new Heard();
        Channel listening = loops.serverBootstrap()
                .childHandler(heard)
                .bind(new InetSocketAddress(InetAddress.getByName(host), 0))
                .sync()
                .channel();
        try (Socket before = new Socket();
                Socket after = new Socket()) {
            before.connect(listening.localAddress());
            assertThat(heard.said.poll(30, TimeUnit.SECONDS)).isEqualTo("active");

            assertThat(Deafness.of(listening)).isTrue();

            assertThatThrownBy(() -> after.connect(listening.localAddress(), 300))
                    .isInstanceOf(SocketTimeoutException.class);
            OutputStream out = before.getOutputStream();
            out.write('x');
            assertThat(heard.said.poll(30, TimeUnit.SECONDS)).isEqualTo("read");
            InetSocketAddress was = (InetSocketAddress) listening.localAddress();
            listening.close().sync();
            try (Socket late = new Socket()) {
                assertThatThrownBy(() -> late.connect(was)).isInstanceOf(ConnectException.class);
            }
        } finally {
            loops.vertx().close().await();
        }
    }

    /** Keeps what happens on accepted connections. */
    @Sharable
    private static final class Heard extends ChannelInboundHandlerAdapter {
        final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        @Override
        public void channelActive(ChannelHandlerContext context) {
            said.add("active");
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            said.add("read");
            io.netty.util.ReferenceCountUtil.release(message);
        }
    }
}
