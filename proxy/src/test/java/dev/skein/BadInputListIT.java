package dev.skein;

import static dev.skein.harness.Latches.await;
import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.Site.Wish;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bad input that every node has to live through, one test each; {@link BadInputIT} and others try the variants. Beyond
 * these: {@link SlowReadersIT}; a server that dies under load, {@link RetryIT}; a reload under load, {@link ReloadIT}.
 */
class BadInputListIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n";

    @TempDir
    Path directory;

    // Configurations.

    @Test
    void aConfigurationWithTenMistakesNamesAllTen() {
        Loaded loaded = SettingsReader.read(Path.of("src/test/resources/config/bad/ten-mistakes.conf"));
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .hasSizeGreaterThanOrEqualTo(10)
                                .allSatisfy(problem ->
                                        assertThat(problem.toString()).containsPattern("ten-mistakes\\.conf:\\d+: ")));
    }

    @Test
    void aDeadHostNameAmongTheServersLeavesTheOthersTheirWork() throws IOException {
        try (var server = ScriptedServer.answering("alive");
                var site = Site.of(
                        directory,
                        Wish.pool("servers = [ \"no-such-host.invalid:80\", " + server.address() + " ]"),
                        server)) {
            for (int i = 0; i < 5; i++) {
                assertThat(site.get("/").body()).isEqualTo("alive");
            }
        }
    }

    @Test
    void nothingButADeadHostNameIs503() throws IOException {
        try (var site = Site.of(directory, Wish.pool("servers = [ \"no-such-host.invalid:80\" ]"))) {
            assertThat(site.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void twoListenersOnOnePortAreRefused() {
        assertThatThrownBy(() -> NodeUnderTest.start(directory, """
            skein.listeners { one { bind = "127.0.0.1:18080" }, two { bind = "127.0.0.1:18080" } }
            skein.routes = [ { name = all, respond {} } ]
            """))
                .hasMessageContaining("skein.listeners.two.bind")
                .hasMessageContaining("18080");
    }

    @Test
    void aPortThatSomebodyElseHasIsRefusedByItsName() throws IOException {
        try (var taken = ScriptedServer.answering("mine")) {
            assertThatThrownBy(() -> NodeUnderTest.start(directory, """
                skein.listeners.one.bind = %s
                skein.routes = [ { name = all, respond {} } ]
                """.formatted(taken.address())))
                    .hasMessageContaining("listeners.one")
                    .hasMessageContaining(Integer.toString(taken.port()));
        }
    }

    @Test
    void aMissingCertificateIsRefusedByItsPlace() {
        assertThatThrownBy(() -> NodeUnderTest.start(directory, """
            skein.listeners.one { bind = "127.0.0.1:0", tls { certificates = [ { cert = no.pem, key = no.key } ] } }
            skein.routes = [ { name = all, respond {} } ]
            """))
                .hasMessageContaining("skein.conf:")
                .hasMessageContaining("no.pem");
    }

    // Clients.

    /** Answers to bytes that are not followed by more; the server must never be asked. */
    private void refused(int status, String bytes) throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.rest());
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(bytes);
            Response response = client.response();
            assertThat(response.status()).isEqualTo(status);
            client.halfClose();
            assertThat(client.rest()).isEmpty();
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aClientThatSendsOneByteASecondIs408() throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, Wish.listener("timeouts { client-header = 700ms }"), server);
                var client = site.client()) {
            Thread drip = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < GET.length(); i++) {
                        client.send(GET.substring(i, i + 1));
                        Awaitility.await()
                                .pollDelay(java.time.Duration.ofMillis(100))
                                .until(() -> true);
                    }
                } catch (IOException e) {
                    // That is what should happen.
                    return;
                }
            });
            assertThat(client.response().status()).isEqualTo(408);
            client.leave();
            drip.interrupt();
        }
    }

    @Test
    void garbageIs400() throws IOException {
        refused(400, "\u0000\u0001\u0002 what is this\r\n\r\n");
    }

    @Test
    void aTlsHelloOnThePlainPortIs400() throws IOException {
        refused(400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 hello of TLS\r\n\r\n");
    }

    @Test
    void tenMegabytesOfHeadersAre431() throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(GET + "A: " + "x".repeat(10 << 20) + "\r\n\r\n");
                } catch (IOException e) {
                    // Closed on the way, which is right.
                    return;
                }
            });
            assertThat(client.response().status()).isEqualTo(431);
            client.leave();
            sender.interrupt();
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void fiftyBytesForAContentLengthOfFiveAreABodyAndGarbage() throws IOException {
        try (var server = ScriptedServer.answering("five");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 5\r\n\r\n" + "x".repeat(50) + "\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("five");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(server.requests).hasSize(1);
            assertThat(server.request()).endsWith("\r\n\r\nxxxxx");
        }
    }

    @Test
    void twoContentLengthsAre400() throws IOException {
        refused(400, POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
    }

    @Test
    void bothFramingsAre400() throws IOException {
        refused(400, POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @Test
    void aBareLineFeedIs400() throws IOException {
        refused(400, "GET / HTTP/1.1\nHost: a.test\n\n");
    }

    @Test
    void anOverflowingChunkSizeIs400() throws IOException {
        refused(400, POST + "Transfer-Encoding: chunked\r\n\r\n" + "f".repeat(17) + "\r\n");
    }

    @Test
    void aClientThatLeavesInTheMiddleOfAnUploadEndsItAtTheServer() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.rest();
                });
                var site = Site.of(directory, Wish.NONE, server)) {
            for (boolean reset : new boolean[] {false, true}) {
                RawClient client = site.client();
                client.send("POST /" + reset + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000\r\n\r\nbegun");
                Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(1));
                if (reset) {
                    client.reset();
                } else {
                    client.close();
                }
                assertThat(site.logged("/" + reset)).startsWith("499 C");
                Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            }
        }
    }

    // Servers.

    /** The status that a client gets of a server with this script. */
    private Response from(ScriptedServer.Script script, String pool) throws IOException {
        try (var server = ScriptedServer.of(script);
                var site = Site.of(directory, Wish.pool(pool), server)) {
            return site.get("/");
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersIs504() throws IOException {
        assertThat(from(peer -> peer.rest(), "timeouts { response-header = 300ms }")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void aServerThatClosesInTheMiddleOfABodyIsSeenToHave() throws IOException {
        Response response = from(
                peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                },
                "");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.whole()).isFalse();
    }

    @Test
    void aServerThatAnswersGarbageIs502() throws IOException {
        assertThat(from(
                                peer -> {
                                    peer.request();
                                    peer.send("\u0001\u0002 what is this\r\n\r\n");
                                    peer.rest();
                                },
                                "")
                        .status())
                .isEqualTo(502);
    }

    @Test
    void aServerThatAnswersBeforeTheRequestIsOverIsPassedOnAtOnce() throws IOException {
        CountDownLatch read = new CountDownLatch(1);
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                    await(read);
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 1000\r\n\r\nbegun");
            Response response = client.response();
            read.countDown();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
        }
    }

    @Test
    void aServerThatSendsTwoResponsesIsHeardOnceAndNotAgain() throws IOException {
        try (var server = ScriptedServer.of(
                        peer -> {
                            peer.request();
                            peer.send(ok("first") + ok("smuggled"));
                            peer.rest();
                        },
                        peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            assertThat(client.get("/").body()).isEqualTo("first");
            assertThat(client.get("/").body()).isEqualTo("second");
        }
    }
}
