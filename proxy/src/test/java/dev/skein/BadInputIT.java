package dev.skein;

import static dev.skein.harness.Latches.await;
import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and servers that break off, stall, or say what they must not. */
class BadInputIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n";
    private static final String POST = "POST /p HTTP/1.1\r\nHost: a.test\r\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003hello of TLS",
                "GET / HTTP/1.1\nHost: a.test\n\n",
                GET + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloo\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n-5\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
            })
    void whatIsAmbiguousGets400AndTheEnd(String text) throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.rest());
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(text + "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.field("Connection")).isEqualTo("close");
            client.halfClose();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void bytesBehindABodyAreTheNextRequestAndNotMore() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 5\r\n\r\nhello" + "x".repeat(45) + "\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void tenMegabytesOfHeadAre431() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(GET);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        client.send("X-" + i + ": " + "y".repeat(1000) + "\r\n");
                    }
                } catch (IOException e) {
                    // That is what should happen.
                }
            });
            assertThat(client.response().status()).isEqualTo(431);
            sender.interrupt();
            assertThat(site.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadThatTakesTooLongIs408HoweverLivelyItDrips() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.listener("timeouts { client-header = 400ms }"), server);
                var client = site.client()) {
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send("G");
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException e) {
                    // That is what should happen.
                }
            });
            Response response = client.response();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.field("Connection")).isEqualTo("close");
            client.leave();
            dripping.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc"})
    void aBodyThatStallsIs408(String begun) throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.rest());
                var site = Site.of(directory, Wish.listener("timeouts { client-body = 300ms }"), server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 10\r\n\r\n" + begun);
            assertThat(client.response().status()).isEqualTo(408);
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(site.logged("/p")).startsWith("408 c");
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosedAfterAWhile() throws IOException {
        Wish wish = Wish.listener("timeouts { client-header = 300ms, keep-alive = 300ms }");
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish, server);
                var silent = site.client();
                var idle = site.client()) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            assertThat(idle.rest()).isEmpty();
            assertThat(silent.rest()).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsResponseTakesTheServersConnectionWithIt() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        peer.send("400\r\n" + "x".repeat(1024) + "\r\n");
                    }
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(GET + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.reset();
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(site.logged("/")).startsWith("200 C");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
            })
    void aTruncatedResponseIsSeenAsTruncated(String cut) throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n" + cut);
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client();
                var old = site.client()) {
            Response response = client.get("/");
            assertThat(response.body()).startsWith("abc");
            assertThat(response.whole() && response.trailers().isEmpty() && cut.startsWith("C"))
                    .isFalse();
            assertThat(client.rest()).isEmpty();
            assertThat(site.logged("/")).startsWith("200 S");
            old.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(old.rest())
                    .satisfiesAnyOf(
                            all -> assertThat(all).endsWith("<reset>"),
                            all -> assertThat(all).contains("Content-Length: 10"));
        }
    }

    @Test
    void aResetIsNotTheEndOfABody() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n\r\nabc");
                    peer.until("never");
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(GET + "\r\n");
            client.head();
            assertThat(client.until("abc")).endsWith("abc");
            server.kill();
            assertThat(client.rest()).doesNotContain("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab",
                "",
            })
    void aServerThatAnswersGarbageIs502AndItsConnectionIsNotUsedAgain(String garbage) throws IOException {
        try (var server = ScriptedServer.of(
                        peer -> {
                            peer.request();
                            peer.send(garbage);
                            if (!garbage.isEmpty()) {
                                peer.rest();
                            }
                        },
                        peer -> peer.serve(ok("next")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            Response response = client.get("/");
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).doesNotContain("127.0.0.1", "garbage");
            assertThat(client.get("/").body()).isEqualTo("next");
            assertThat(server.accepted).hasValue(2);
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(1));
        }
    }

    @Test
    void aHeadWithoutEndFromAServerIs502() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        peer.send("A: " + "b".repeat(1000) + "\r\n");
                    }
                });
                var site = Site.of(directory, Wish.NONE, server)) {
            assertThat(site.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aSecondResponseThatComesLaterClosesItsIdleConnection() throws IOException {
        try (var server = ScriptedServer.of(
                        peer -> {
                            peer.request();
                            peer.send(ok("first"));
                            peer.until("never sent by anybody, so that the other side ends this");
                        },
                        peer -> peer.serve(ok("next")));
                var site = Site.of(directory, Wish.pool("connections { idle-timeout = 1s }"), server);
                var client = site.client()) {
            assertThat(client.get("/1").body()).isEqualTo("first");
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(client.get("/2").body()).isEqualTo("next");
        }
    }

    @Test
    void aServerThatNeverAnswersIs504WithinTheConfiguredTime() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.rest());
                var site = Site.of(directory, Wish.pool("timeouts { response-header = 300ms }"), server);
                var client = site.client()) {
            assertThat(client.get("/").status()).isEqualTo(504);
            client.send(POST + "Content-Length: 3\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(504);
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(site.logged("/p")).startsWith("504 s");
        }
    }

    @Test
    void aServerThatStallsInABodyIsCutOff() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    peer.rest();
                });
                var site = Site.of(directory, Wish.pool("timeouts { body-stall = 300ms }"), server);
                var client = site.client()) {
            Response response = client.get("/");
            assertThat(response.whole()).isFalse();
            assertThat(site.logged("/")).startsWith("200 s");
        }
    }

    @Test
    void anExchangeMayBeBoundedInAll() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.rest();
                });
                var site = Site.of(directory, Wish.route("timeouts { total = 300ms }"), server)) {
            assertThat(site.get("/").status()).isEqualTo(504);
        }
    }

    @Test
    void aSlowReaderHoldsTheServerBack() throws IOException {
        AtomicLong written = new AtomicLong();
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\n\r\n");
                    byte[] part = new byte[65_536];
                    for (int i = 0; i < 4096; i++) {
                        peer.send(part);
                        written.addAndGet(part.length);
                    }
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = RawClient.to(site.port(), 16_384)) {
            client.send(GET + "\r\n");
            client.head();
            long before = Site.pinned();
            AtomicLong seen = new AtomicLong(-1);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> seen.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(24 << 20);
            assertThat(Site.pinned() - before).isLessThan(4 << 20);
        }
    }

    @Test
    void aSlowServerHoldsTheClientBackAndIsNotTheClientsFault() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        Wish wish = new Wish("timeouts { client-body = 300ms }", "", "timeouts { body-stall = 1500ms }");
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    await(done);
                });
                var site = Site.of(directory, wish, server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 268435456\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    byte[] part = new byte[65_536];
                    for (int i = 0; i < 4096; i++) {
                        client.send(part);
                        written.addAndGet(part.length);
                    }
                } catch (SocketException e) {
                    // That is what should happen.
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.response().status()).isEqualTo(504);
            assertThat(written.get()).isLessThan(24 << 20);
            client.leave();
            sender.join();
            done.countDown();
        }
    }

    @Test
    void bodiesOverTheRoutesLimitAre413ByLengthAndByChunks() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route("limits { body = 10 }"), server)) {
            assertThat(site.ask(POST + "Content-Length: 11\r\n\r\nabc").status())
                    .isEqualTo(413);
            assertThat(site.ask(POST + "Content-Length: 10\r\n\r\n0123456789").status())
                    .isEqualTo(200);
            String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n";
            assertThat(site.ask(chunked + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(site.ask(chunked + "5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n")
                            .status())
                    .isEqualTo(413);
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void refusedMethodsAre405AndSayWhatIsAllowed() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route("allow-methods = [ GET, HEAD ]"), server)) {
            Response response = site.ask("DELETE / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.field("Allow")).isEqualTo("GET, HEAD");
            assertThat(site.get("/").status()).isEqualTo(200);
            assertThat(site.ask("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n")
                            .status())
                    .isEqualTo(405);
        }
    }

    @Test
    void traceIsRefused() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.NONE, server)) {
            assertThat(site.ask("TRACE / HTTP/1.1\r\nHost: a.test\r\nCookie: x\r\n\r\n")
                            .status())
                    .isEqualTo(405);
            assertThat(server.requests).isEmpty();
        }
    }
}
