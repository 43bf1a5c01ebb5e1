package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections a node takes over all its listeners: in all, and of one client. */
class ConnectionLimitsIT {
    @TempDir
    Path directory;

    private ScriptedServer server;

    @BeforeEach
    void begins() throws IOException {
        server = ScriptedServer.answering("ok");
    }

    @AfterEach
    void ends() throws IOException {
        server.close();
    }

    private String text(String limits) {
        return """
            skein.limits { %s }
            skein.listeners { one { bind = "127.0.0.1:0" }, two { bind = "127.0.0.1:0" } }
            skein.routes = [ { name = all, pool = p } ]
            skein.pools.p { servers = [ %s ], health { type = off } }
            """.formatted(limits, server.address());
    }

    private static RawClient from(String client, int port) throws IOException {
        return RawClient.over(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(client), 0));
    }

    private static void served(RawClient client) throws IOException {
        assertThat(client.get("/").status()).isEqualTo(200);
    }

    private static void turnedAway(String client, int port) throws IOException {
        try (RawClient late = from(client, port)) {
            assertThat(late.rest()).isIn("", "<reset>");
        }
    }

    @Test
    void oneClientMayHaveOnlySoManyAlsoOfBeforeTheLimit() throws IOException {
        try (var node = NodeUnderTest.start(directory, text(""));
                RawClient first = from("127.0.0.1", node.port("one"));
                RawClient second = from("127.0.0.1", node.port("two"))) {
            served(first);
            served(second);
            node.reload(text("connections-per-client = 2"));
            turnedAway("127.0.0.1", node.port("one"));
            turnedAway("127.0.0.1", node.port("two"));
            try (RawClient other = from("127.0.0.2", node.port("one"))) {
                served(other);
            }
            first.leave();
            Awaitility.await().until(() -> node.connections() == 1);
            try (RawClient next = from("127.0.0.1", node.port("one"))) {
                served(next);
                turnedAway("127.0.0.1", node.port("two"));
            }
        }
    }

    @Test
    void allClientsTogetherMayHaveOnlySoMany() throws IOException {
        try (var node = NodeUnderTest.start(directory, text("connections = 2"));
                RawClient first = from("127.0.0.1", node.port("one"));
                RawClient second = from("127.0.0.2", node.port("two"))) {
            served(first);
            served(second);
            turnedAway("127.0.0.3", node.port("one"));
            second.leave();
            Awaitility.await().until(() -> node.connections() == 1);
            try (RawClient next = from("127.0.0.3", node.port("one"))) {
                served(next);
                served(first);
            }
        }
    }

    /** The proxy in front counted as the one client of all: with a limit for clients, it was limited. */
    @Test
    void behindAProxyWhomItNamesIsTheClientThatIsCounted() throws IOException {
        String text = text("connections-per-client = 1").replace("one { ", """
            one { proxy-protocol { mode = required, from = [ "127.0.0.0/8" ] },\
            """);
        try (var node = NodeUnderTest.start(directory, text);
                RawClient ann = behind(node, "127.0.0.2");
                RawClient bob = behind(node, "127.0.0.3")) {
            served(ann);
            served(bob);
            try (RawClient again = behind(node, "127.0.0.2")) {
                assertThat(again.rest()).isIn("", "<reset>");
            }
            turnedAway("127.0.0.2", node.port("two"));
            try (RawClient own = speaking(node.port("one"), "PROXY UNKNOWN\r\n");
                    RawClient another = speaking(node.port("one"), "PROXY UNKNOWN\r\n")) {
                served(own);
                served(another);
            }
            assertThat(node.metrics().listener("one").refusals()).isEqualTo(1);
            ann.leave();
            try (RawClient next = speaking(node.port("one"), named("127.0.0.2"))) {
                served(next);
                turnedAway("127.0.0.2", node.port("two"));
            }
        }
    }

    private static String named(String client) {
        return "PROXY TCP4 " + client + " 127.0.0.1 5050 80\r\n";
    }

    private static RawClient behind(NodeUnderTest node, String client) throws IOException {
        RawClient connection = from("127.0.0.1", node.port("one"));
        connection.send(named(client));
        return connection;
    }

    private String waiting(String before) {
        return """
            skein.listeners.one { bind = "127.0.0.1:0", limits.connections = 2, %s }
            skein.listeners.two { bind = "127.0.0.1:0" }
            skein.routes = [ { name = all, pool = p } ]
            skein.pools.p { servers = [ %s ], health { type = off } }
            """.formatted(before, server.address());
    }

    /** Places were taken only by who had come through to the protocol behind: any number waited in front of it, and then entered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy-protocol { mode = required, from = [ \"127.0.0.0/8\" ] }",
                "tcp { pool = p, hello-timeout = 1m, routes = [ { hosts = [ a.test ], pool = p } ] }"
            })
    void whoHasNotSaidYetWhatComesFirstTakesAPlaceOfTheListener(String before) throws IOException {
        String first = before.startsWith("proxy") ? "PROXY UNKNOWN\r\n" : "";
        try (var node = NodeUnderTest.start(directory, waiting(before))) {
            int port = node.port("one");
            var stats = node.metrics().listener("one");
            List<RawClient> silent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                silent.add(from("127.0.0.1", port));
            }
            Awaitility.await().until(() -> stats.refusals() == 3);
            assertThat(stats.accepted()).isZero();
            for (RawClient client : silent) {
                client.close();
            }
            try (RawClient one = speaking(port, first);
                    RawClient two = speaking(port, first)) {
                turnedAway("127.0.0.1", port);
                served(one);
                served(two);
            }
        }
    }

    /** Gets in as soon as there is a place. */
    private static RawClient speaking(int port, String first) {
        return Awaitility.await()
                .ignoreExceptions()
                .until(
                        () -> {
                            RawClient client = from("127.0.0.1", port);
                            client.send(first);
                            served(client);
                            return client;
                        },
                        client -> true);
    }
}
