package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Latches;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets on streams of HTTP/2 whose node stops: a close frame at the end of shutdown.drain-timeout, as over HTTP/1.1. */
class Http2FarewellIT {
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";
    private static final Site.Wish CLEAR = Site.Wish.listener("http2.clear-text = true");

    @TempDir
    Path directory;

    private NodeUnderTest node(ScriptedServer server) {
        return NodeUnderTest.start(
                directory, Site.text(directory, CLEAR, server) + "\nskein.shutdown.drain-timeout = 100ms\n");
    }

    private static RawHttp2 connect(NodeUnderTest node, int window) throws IOException {
        RawHttp2 client =
                new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), node.port("http"))).hello(4, window);
        byte[] usual = RawHttp2.request("CONNECT", "/ws");
        byte[] protocol = RawHttp2.block(":protocol: websocket");
        byte[] block = ByteBuffer.allocate(usual.length + protocol.length)
                .put(usual)
                .put(protocol)
                .array();
        client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block);
        return client;
    }

    /** Beside this thread, which reads what is said meanwhile. */
    private static Thread stopping(NodeUnderTest node) {
        return Thread.ofVirtual().start(() -> {
            try {
                node.stopping();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void heard(RawHttp2 client, String text) throws IOException {
        while (!client.answer(1).text().equals(text) && client.next()) {
            // Noted by next().
        }
        assertThat(client.answer(1).text()).isEqualTo(text);
    }

    @Test
    void anIdleOneGetsAFrameAndItsStreamEnds() throws Exception {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "\u0081\u0002hi");
                    peer.rest();
                });
                var node = node(server);
                RawHttp2 client = connect(node, 1000)) {
            heard(client, "\u0081\u0002hi");
            Thread stopping = stopping(node);
            assertThat(client.settled(1).text()).isEqualTo("\u0081\u0002hi" + GOING_AWAY);
            assertThat(client.answer(1).ended).isTrue();
            client.drain();
            assertThat(client.events).contains("goaway 1 0").contains("end");
            stopping.join();
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aFrameThatIsUnderWayIsWholeBefore() throws Exception {
        CountDownLatch leaving = new CountDownLatch(1);
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "\u0081\u0005hel");
                    Latches.await(leaving);
                    peer.send("lo\u0081\u0005never");
                    peer.rest();
                });
                var node = node(server);
                RawHttp2 client = connect(node, 1000)) {
            heard(client, "\u0081\u0005hel");
            node.end(InetAddress.getLoopbackAddress());
            // By the answer to a PING its loop has heard of it.
            client.settle();
            leaving.countDown();
            assertThat(client.settled(1).text()).isEqualTo("\u0081\u0005hello" + GOING_AWAY);
            client.drain();
        }
    }

    /** Nothing is waited for longer than a second. */
    @Test
    void oneThatTakesNothingIsCutOff() throws Exception {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "\u0081\u0002hi");
                    peer.rest();
                });
                var node = node(server);
                RawHttp2 client = connect(node, 4)) {
            heard(client, "\u0081\u0002hi");
            node.end(InetAddress.getLoopbackAddress());
            client.drain();
            assertThat(client.answer(1).text()).isEqualTo("\u0081\u0002hi");
            assertThat(client.answer(1).ended).isFalse();
        }
    }
}
