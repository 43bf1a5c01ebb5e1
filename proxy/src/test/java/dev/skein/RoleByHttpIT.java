package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of a database whose part an agent beside each of them tells, by HTTP on another port, as Patroni does. */
class RoleByHttpIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ONE = "127.0.0.1";
    private static final String TWO = "127.0.0.2";

    private final AtomicReference<String> primary = new AtomicReference<>(ONE);

    /** On all addresses of the machine, each of which stands for one of its own. */
    private static TcpServer everywhere(TcpServer.Script script) throws IOException {
        return TcpServer.on(new ServerSocket(0), script);
    }

    private static String self(Socket socket) {
        return socket.getLocalAddress().getHostAddress();
    }

    private TcpServer agents() throws IOException {
        return everywhere(socket -> {
            String asked = TcpServer.line(socket.getInputStream());
            boolean is = asked.startsWith("GET /primary ") && self(socket).equals(primary.get());
            String answer = (is ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 Service Unavailable")
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static String reached(NodeUnderTest node) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port("writes"))) {
            client.setSoTimeout(20_000);
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void connectionsGoToTheServerWhoseAgentSaysThatItIsThePrimary(@TempDir Path directory) throws Exception {
        try (var databases = everywhere(
                        socket -> socket.getOutputStream().write(self(socket).getBytes(StandardCharsets.US_ASCII)));
                var agents = agents();
                var node = NodeUnderTest.start(directory, """
                    skein.listeners.writes { bind = "127.0.0.1:0", tcp = primary }
                    skein.pools.primary {
                      servers = [ "%1$s:%3$d", "%2$s:%3$d" ]
                      health { type = http, path = /primary, port = %4$d, interval = 200ms, rise = 1, fall = 1 }
                    }
                    """.formatted(ONE, TWO, databases.port(), agents.port()))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(reached(node)).isEqualTo(ONE));
            primary.set(TWO);
            await().atMost(SOON).untilAsserted(() -> assertThat(reached(node)).isEqualTo(TWO));
        }
    }
}
