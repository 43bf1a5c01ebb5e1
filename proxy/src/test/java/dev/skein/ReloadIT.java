package dev.skein;

import static dev.skein.harness.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other settings and the end, while requests are under way. */
class ReloadIT {
    @TempDir
    Path directory;

    private static void echo(Peer peer) throws IOException {
        peer.request();
        peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        String line;
        while (!(line = peer.until("\n")).isEmpty()) {
            peer.send(line);
        }
    }

    @Test
    void noRequestFailsWhileServersComeAndGoAndAWebSocketLivesOn() throws Exception {
        var failures = new CopyOnWriteArrayList<String>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        try (var sockets = ScriptedServer.of(ReloadIT::echo);
                var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, route(sockets), one, two, sockets);
                var socket = site.client()) {
            site.reload(route(sockets), one, two);
            socket.send("GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(socket.head()).startsWith("HTTP/1.1 101");
            List<Thread> clients = IntStream.range(0, 6)
                    .mapToObj(n -> Thread.ofVirtual().start(() -> load(site.port(), over, asked, failures)))
                    .toList();
            for (int i = 0; i < 12; i++) {
                int seen = asked.get();
                Awaitility.await().until(() -> asked.get() > seen + 20);
                switch (i % 3) {
                    case 0 -> site.reload(route(sockets), one);
                    case 1 -> site.reload(route(sockets), two);
                    default -> site.reload(route(sockets), one, two);
                }
                socket.send("still here\n");
                assertThat(socket.until("\n")).isEqualTo("still here\n");
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            socket.halfClose();
            assertThat(socket.rest()).isEmpty();
        }
    }

    private static Wish route(ScriptedServer sockets) {
        return Wish.route("}, { name = ws, match { path = /ws }, pool = ws } ]\n" + "skein.pools.ws { servers = [ "
                + sockets.address() + " ], health { type = off } }\nunused = [ {");
    }

    private static void load(int port, AtomicBoolean over, AtomicInteger asked, List<String> failures) {
        try (RawClient client = RawClient.to(port)) {
            while (!over.get()) {
                Response response = client.get("/");
                asked.incrementAndGet();
                if (response.status() != 200) {
                    failures.add(response.head() + response.body());
                }
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e));
        }
    }

    @Test
    void aServerThatIsGoneFromTheFileGetsNothingMore() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, Wish.NONE, one, two)) {
            for (int i = 0; i < 4; i++) {
                site.get("/");
            }
            site.reload(Wish.NONE, two);
            int before = one.requests.size();
            for (int i = 0; i < 6; i++) {
                assertThat(site.get("/").body()).isEqualTo("two");
            }
            assertThat(one.requests).hasSize(before);
            Awaitility.await().untilAsserted(() -> assertThat(one.open).hasValue(0));
        }
    }

    /** The rest of a chunk was given a size of its own, in the middle of the chunk, when the pool's protocol had changed. */
    @Test
    void aChunkThatWasBegunGoesOnAsItWasWhateverTheFileSaysNow() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(ScriptedServer.ok(peer.until("0\r\n\r\n")));
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send("POST /up HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhello");
            Awaitility.await().until(() -> !server.requests.isEmpty());
            site.reload(Wish.pool("protocol = h2"), server);
            client.send("world\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("a\r\nhelloworld\r\n0\r\n\r\n");
        }
    }

    @Test
    void aBadFileIsRefusedAsAWholeAndTheNodeGoesOn() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var site = Site.of(directory, Wish.NONE, one);
                var client = site.client()) {
            assertThat(client.get("/").body()).isEqualTo("one");
            site.reload(Wish.pool("balance = whatever"), one);
            site.reload(Wish.pool("{{{"), one);
            assertThat(client.get("/").body()).isEqualTo("one");
            assertThat(site.get("/").body()).isEqualTo("one");
        }
    }

    @Test
    void aNewListenerIsOpenedAndARemovedOneLetsItsExchangesFinish() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        String second = "}\nskein.listeners.second { bind = \"127.0.0.1:0\"";
        try (var one = ScriptedServer.of(peer -> {
                    while (!peer.wholeRequest().isEmpty()) {
                        await(latch);
                        peer.send(ScriptedServer.ok("one"));
                    }
                });
                var site = Site.of(directory, Wish.NONE, one)) {
            site.reload(Wish.listener(second), one);
            int port = site.node().port("second");
            try (RawClient client = RawClient.to(port)) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                Awaitility.await().until(() -> one.requests.size() == 1);
                site.reload(Wish.NONE, one);
                refused(port);
                latch.countDown();
                Response response = client.response();
                assertThat(response.body()).isEqualTo("one");
                assertThat(response.field("Connection")).isEqualTo("close");
                assertThat(client.rest()).isEmpty();
            }
            assertThat(site.get("/").body()).isEqualTo("one");
        }
    }

    @Test
    void theEndLetsExchangesFinishAndRefusesNewConnections() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (var one = ScriptedServer.of(peer -> {
                    while (!peer.wholeRequest().isEmpty()) {
                        await(latch);
                        peer.send(ScriptedServer.ok("one"));
                    }
                });
                var site = Site.of(directory, Wish.NONE, one);
                var busy = site.client();
                var fresh = site.client();
                var streaming = site.client()) {
            int port = site.port();
            busy.send("GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\n");
            streaming.send("PUT /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nab");
            Awaitility.await()
                    .until(() ->
                            site.node().metrics().inFlight() == 2 && site.node().connections() == 3);
            Thread end = Thread.ofVirtual().start(() -> site.node().drain(Duration.ofSeconds(20)));
            Awaitility.await().ignoreExceptions().untilAsserted(() -> refused(port));
            fresh.send("GET /3 HTTP/1.1\r\nHost: a.test\r\n\r\n");
            streaming.send("cd");
            latch.countDown();
            for (RawClient client : List.of(busy, fresh, streaming)) {
                Response response = client.response();
                assertThat(response.body()).isEqualTo("one");
                assertThat(response.field("Connection")).isEqualTo("close");
                assertThat(client.rest()).isEmpty();
            }
            end.join();
            assertThat(site.node().connections()).isZero();
        }
    }

    private static void refused(int port) {
        Assertions.assertThatThrownBy(() -> RawClient.to(port).close()).isInstanceOf(ConnectException.class);
    }
}
