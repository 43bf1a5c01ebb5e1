package dev.skein.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a port meets that is open to a network. */
class StrangersIT {
    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** One with little patience. */
    private static TestNode node(@Nullable NodeTrust trust) {
        LinkTiming usual = TestNode.QUICK;
        LinkTiming impatient = new LinkTiming(
                Duration.ofMillis(500),
                usual.ping(),
                usual.silence(),
                usual.firstRetry(),
                usual.lastRetry(),
                usual.renewal());
        return new TestNode(new NodeName("edge", "a"), trust, GuestList.ANYBODY, 1 << 20, impatient);
    }

    private TestNode encrypted() {
        TestNode node = node(new TestAuthority(directory, "ours").trust("a"));
        open.add(node);
        return node;
    }

    private TestNode clear() {
        TestNode node = node(null);
        open.add(node);
        return node;
    }

    private Socket connect(TestNode node) throws IOException {
        Socket socket = new Socket(node.address.getAddress(), node.address.getPort());
        socket.setSoTimeout(20_000);
        open.add(socket);
        return socket;
    }

    private static byte[] bytes(Frame frame) {
        ByteBuf encoded = frame.encode(UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        encoded.release();
        return bytes;
    }

    private static byte[] hello(int oldest, int newest, String node) {
        return bytes(Frame.of(Frame.Kind.HELLO, 0, new Hello(oldest, newest, "edge", node, 77, "9.9", false).encode()));
    }

    /** Until the other side closes. */
    private static String rest(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // A reset is an end, too.
            return "";
        }
    }

    private void assertRefused(TestNode node, byte @Nullable [] sent, String line) throws IOException {
        try (Logged log = Logged.of("dev.skein.link")) {
            Socket socket = connect(node);
            if (sent != null) {
                socket.getOutputStream().write(sent);
            }
            rest(socket);
            await().untilAsserted(() -> assertThat(log.lines()).contains("127.0.0.1: refused: " + line));
        }
        assertThat(node.link.nodes()).isEmpty();
    }

    @Test
    void silenceIsClosedAfterTheHandshakesTime() throws Exception {
        assertRefused(encrypted(), null, "no greeting within 500 ms");
    }

    @Test
    void silenceInClearTextIsClosed() throws Exception {
        assertRefused(clear(), null, "no greeting within 500 ms");
    }

    @Test
    void aGreetingThatNeverEndsIsClosed() throws Exception {
        byte[] begun = new byte[10];
        System.arraycopy(hello(1, 1, "b"), 0, begun, 0, 10);
        assertRefused(clear(), begun, "no greeting within 500 ms");
    }

    @Test
    void somethingThatIsNotTlsIsNamed() throws Exception {
        assertRefused(
                encrypted(), "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "it does not speak TLS");
    }

    @Test
    void garbageAndOversizedFramesAreClosed() throws Exception {
        TestNode node = clear();
        assertRefused(node, new byte[] {0x7f, 0, 0, 0, 1, 2, 3}, "frame of 2130706432 bytes (expected: 16 to 32784)");
        assertRefused(node, new byte[64], "frame of 0 bytes (expected: 16 to 32784)");
        assertRefused(node, bytes(Frame.of(Frame.Kind.PING, 1)), "a frame of kind PING before the greeting");
        assertRefused(node, bytes(Frame.of(Frame.Kind.HELLO, 0, new byte[12])), "it is no Skein node");
        assertRefused(node, bytes(Frame.of(Frame.Kind.HELLO, 0, new byte[2])), "its greeting is damaged");
    }

    @Test
    void anIncompatibleVersionIsToldToBoth() throws Exception {
        TestNode node = clear();
        try (Logged log = Logged.of("dev.skein.link")) {
            Socket socket = connect(node);
            socket.getOutputStream().write(hello(2, 3, "b"));
            String text = "node b with Skein 9.9 speaks protocol 2 to 3 (expected: 1, as Skein 0.1-test does)";
            assertThat(rest(socket)).contains("a\n" + text);
            await().untilAsserted(() -> assertThat(log.lines()).contains("127.0.0.1: refused: " + text));
        }
    }

    @Test
    void aNewerNodeThatStillSpeaksOurProtocolIsWelcome() throws Exception {
        TestNode node = clear();
        connect(node).getOutputStream().write(hello(1, 3, "b"));
        await().untilAsserted(() -> assertThat(node.link.nodes()).containsExactly("b"));
    }

    @Test
    void randomBytesNeverHurtAConnectedNode() throws Exception {
        TestNode node = clear();
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            Socket socket = connect(node);
            socket.getOutputStream().write(hello(1, 1, "b" + round));
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            if (random.nextBoolean() && garbage.length > 4) {
                garbage[0] = 0;
                garbage[1] = 0;
                garbage[2] = 0;
                garbage[3] = (byte) (16 + random.nextInt(100));
            }
            socket.getOutputStream().write(garbage);
            socket.close();
        }
        connect(node).getOutputStream().write(hello(1, 1, "c"));
        await().untilAsserted(() -> assertThat(node.link.nodes()).containsExactly("c"));
    }

    @Test
    void manyStrangersAreNotKeptWaiting() throws Exception {
        TestNode node = encrypted();
        try (Logged log = Logged.of("dev.skein.link")) {
            for (int i = 0; i < 100; i++) {
                connect(node);
            }
            await().untilAsserted(() -> assertThat(log.lines())
                    .contains("the link's port: refused: 64 connections have not introduced themselves"));
        }
    }
}
