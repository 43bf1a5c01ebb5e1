package dev.skein;

import static dev.skein.harness.Latches.await;
import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a connection is used again, on either side, and what the other side gets before it is closed. */
class ReuseIT {
    /** What a first read from a server takes at the most: Netty's guess before it has seen any. */
    private static final int FIRST_READ = 2048;

    private static final String GET = " HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void aSecondResponseThatCameWithTheFirstIsNobodysAnswer() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
        String first = head + 2000 + "\r\n\r\n" + "x".repeat(2000);
        first = first.replace("OK\r\n", "OK\r\nA: " + "a".repeat(FIRST_READ - first.length() - 5) + "\r\n");
        assertThat(first).hasSize(FIRST_READ);
        String both = first + ok("poison");
        try (var server = ScriptedServer.of(
                        peer -> {
                            peer.request();
                            peer.send(both);
                            peer.rest();
                        },
                        peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            client.send("GET /1" + GET + "GET /2" + GET);
            assertThat(client.response().body()).hasSize(2000);
            assertThat(client.response().body()).isEqualTo("second");
        }
    }

    @Test
    void aServerThatSaysWhenItClosesIsTakenAtItsWord() throws IOException {
        String soon = ok("x").replace("OK\r\n", "OK\r\nKeep-Alive: timeout=0\r\n");
        String late = ok("x").replace("OK\r\n", "OK\r\nKeep-Alive: max=100, timeout=100\r\n");
        try (var server = ScriptedServer.of(peer -> peer.serve(soon), peer -> peer.serve(late));
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/").body()).isEqualTo("x");
            }
            assertThat(server.accepted).hasValue(2);
        }
    }

    @Test
    void whoSentAheadStillGetsTheLastResponse() throws IOException {
        String body = "x".repeat(300_000);
        try (var server = ScriptedServer.answering(body);
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n" + ("GET /" + GET).repeat(30_000));
            var response = client.response();
            assertThat(response.whole()).isTrue();
            assertThat(response.body()).isEqualTo(body);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionToWhereAServerWasIsNotUsedAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch moved = new CountDownLatch(1);
        try (var old = ScriptedServer.of(peer -> {
                    while (!peer.request().isEmpty()) {
                        asked.countDown();
                        await(moved);
                        peer.send(ok("old"));
                    }
                });
                var next = ScriptedServer.answering("next");
                var site = Site.of(directory, at(old), old, next);
                RawClient client = site.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            asked.await();
            site.reload(at(next), old, next);
            assertThat(site.get("/").body()).isEqualTo("next");
            moved.countDown();
            assertThat(client.response().body()).isEqualTo("old");
            for (int i = 0; i < 8; i++) {
                assertThat(client.get("/").body()).isEqualTo("next");
            }
        }
    }

    private static Wish at(ScriptedServer server) {
        return Wish.pool("servers = [ { id = s, address = " + server.address() + " } ]");
    }

    @Test
    void aWarmConnectionThatTheServerJustClosedIsARaceAndNotItsFault() throws IOException {
        String pool = """
            connections.warm = 1
            retry.on = [ reused-connection ]
            passive.consecutive-failures = 1\
            """;
        AtomicInteger requests = new AtomicInteger();
        try (var server = ScriptedServer.of(peer -> {
                    while (!peer.request().isEmpty()) {
                        if (requests.incrementAndGet() == 1) {
                            return;
                        }
                        peer.send(ok("fine"));
                    }
                });
                var site = Site.of(directory, Wish.pool(pool), server)) {
            Awaitility.await()
                    .until(() -> site.node().metrics().servers().getFirst().idle() == 2);
            assertThat(site.get("/").body()).isEqualTo("fine");
        }
    }

    @RepeatedTest(10)
    void anEarlyAnswerOfAServerThatThenClosesIsPassedOn() throws IOException {
        try (var server = ScriptedServer.of(ReuseIT::refuse);
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 50000000\r\n\r\n");
            Thread.ofVirtual().start(() -> flood(client));
            assertThat(client.response().status()).isEqualTo(413);
        }
    }

    private static void refuse(Peer peer) throws IOException {
        peer.head();
        peer.bytes(10_000);
        peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
    }

    private static void flood(RawClient client) {
        byte[] part = new byte[50_000];
        try {
            for (int i = 0; i < 1000; i++) {
                client.send(part);
            }
        } catch (IOException e) {
            // Refused: what the test is about.
            assertThat(e).isNotNull();
        }
    }
}
