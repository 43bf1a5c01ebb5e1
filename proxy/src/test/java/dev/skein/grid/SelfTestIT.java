package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.trust.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestIT {
    /** Of a TLS record; whoever speaks TLS waits for so many bytes before it can tell what they are. */
    private static final int HEAD = 5;

    @TempDir
    Path directory;

    /** Else a start waits for the end of its own patience, and the second of the two tests is never made. */
    @Test
    void bothWrongPeersSayEnoughForTlsToRefuseThem() throws Exception {
        List<byte[]> said = new CopyOnWriteArrayList<>();
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(socket, said));
            GridUnderTest node = GridUnderTest.of(
                    "edge",
                    "a",
                    socket.getLocalPort(),
                    new int[] {socket.getLocalPort()},
                    new TestAuthority(directory, "edge").trust("a"));

            assertThat(SelfTest.run(node.doorkeeper())).isNull();
        }
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).startsWith('H', 'Z', 'C');
    }

    private static void answer(ServerSocket socket, List<byte[]> said) {
        try {
            while (!socket.isClosed()) {
                try (Socket one = socket.accept()) {
                    said.add(one.getInputStream().readNBytes(HEAD));
                    // A record that says: unexpected message.
                    one.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 10});
                }
            }
        } catch (IOException e) {
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
