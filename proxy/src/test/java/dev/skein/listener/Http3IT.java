package dev.skein.listener;

import static dev.skein.harness.TwoEvents.ONE;
import static dev.skein.harness.TwoEvents.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.TwoEvents;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/3 there and back. */
class Http3IT {
    @TempDir
    static Path directory;

    private static TlsFixture fixture;

    @BeforeAll
    static void begins() throws Exception {
        fixture = new TlsFixture(directory);
        fixture.start("protocols = [h3, h2, \"http/1.1\"]", "");
    }

    @AfterAll
    static void ends() {
        fixture.close();
    }

    private static RawHttp3 client() throws Exception {
        return RawHttp3.to(fixture.node().port("web"));
    }

    @Test
    void aRequestGoesThereAndBack() throws Exception {
        try (RawHttp3 client = client()) {
            RawHttp3.Stream answer = client.open()
                    .send(RawHttp3.request("GET", "/head?q=1", "cookie", "a=1", "cookie", "b=2", "x-own", "y"))
                    .fin()
                    .settled();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .contains("host: a.test\n", "cookie: a=1; b=2\n", "x-own: y\n", "x-forwarded-proto: https\n")
                    .contains("via: 3 skein\n")
                    .doesNotContain("transfer-encoding");
            assertThat(answer.heads().getFirst())
                    .contains("x-name: v\n")
                    .doesNotContain("x-hop", "connection", "alt-svc");
            assertThat(fixture.server.last.get()).isEqualTo("GET /head?q=1");
            // Once those of other tests are over.
            await().until(() ->
                    fixture.node().metricsText().contains("skein_listener_connections_open{listener=\"web\"} 1"));
        }
    }

    @Test
    void bodiesComeBackAsTheyWereBeyondAllWindows() throws Exception {
        byte[] body = new byte[3 << 20];
        new Random(4).nextBytes(body);
        try (RawHttp3 client = client()) {
            RawHttp3.Stream echo = client.open().send(RawHttp3.request("POST", "/echo"));
            for (int at = 0; at < body.length; at += 1 << 16) {
                byte[] part = java.util.Arrays.copyOfRange(body, at, at + (1 << 16));
                echo.send(RawHttp3.frame(0, part));
            }
            echo.fin().settled();
            assertThat(echo.reset()).as(echo.heads().toString()).isNegative();
            assertThat(echo.body()).isEqualTo(body);
        }
    }

    @Test
    void aClientThatTakesNothingForAWhileGetsAllOfIt() throws Exception {
        try (RawHttp3 client = client()) {
            RawHttp3.Stream large = client.open()
                    .reads(false)
                    .send(RawHttp3.request("GET", "/large"))
                    .fin();
            // Other streams of the connection go on meanwhile.
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/head").settled().status()).isEqualTo(200);
            }
            assertThat(large.reads(true).settled().body()).hasSize(TestServer.LARGE);
        }
    }

    @Test
    void manyStreamsGoOnAtOnce() throws Exception {
        try (RawHttp3 client = client()) {
            List<RawHttp3.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                streams.add(client.get("/head?n=" + i));
            }
            assertThat(streams)
                    .allSatisfy(one -> assertThat(one.settled().status()).isEqualTo(200));
        }
    }

    @Test
    void headsWithoutBodiesAndTrailersAreWhatTheyAre() throws Exception {
        try (RawHttp3 client = client()) {
            RawHttp3.Stream head =
                    client.open().send(RawHttp3.request("HEAD", "/large")).fin().settled();
            assertThat(head.heads().getFirst()).contains("content-length: " + TestServer.LARGE + "\n");
            assertThat(head.body()).isEmpty();
            RawHttp3.Stream trailers = client.open()
                    .send(RawHttp3.request("GET", "/trailers", "te", "trailers"))
                    .fin()
                    .settled();
            assertThat(trailers.text()).isEqualTo("body");
            assertThat(trailers.heads().getLast()).isEqualTo("x-sum: 42\n");
            RawHttp3.Stream without = client.get("/trailers").settled();
            assertThat(without.text()).isEqualTo("body");
            assertThat(without.heads()).as("of who does not take them").hasSize(1);
            RawHttp3.Stream own = client.get("/../x").settled();
            assertThat(own.status()).isEqualTo(400);
        }
    }

    /** The same over the other versions is in StreamingIT. */
    @Test
    void anEventIsThereBeforeTheNextOneIsSent(@TempDir Path own) throws Exception {
        TwoEvents events = new TwoEvents();
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    events.answer(peer);
                });
                var site = new TlsFixture(own);
                var client = RawHttp3.to(site.startBefore(server.port(), "protocols = [h3, h2, \"http/1.1\"]", "")
                        .port("web"))) {
            RawHttp3.Stream stream = client.get("/");
            await().until(() -> stream.text().equals(ONE));
            assertThat(stream.finished()).isFalse();
            events.read.countDown();
            assertThat(stream.settled().text()).isEqualTo(ONE + TWO);
        }
    }

    @Test
    void aServerThatBreaksOffIsSeenByTheClient() throws Exception {
        try (RawHttp3 client = client()) {
            assertThat(client.get("/cut").settled().reset()).isEqualTo(0x102);
            assertThat(client.get("/cut-chunked").settled().reset()).isEqualTo(0x102);
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatComesBeforeTheRequestIsWholeIsAWholeAnswer() throws Exception {
        byte[] piece = RawHttp3.frame(0, new byte[30_000]);
        HttpServer hasty = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        hasty.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hasty".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        hasty.start();
        try (TlsFixture before = new TlsFixture(Files.createDirectory(directory.resolve("hasty")))) {
            before.startBefore(hasty.getAddress().getPort(), "protocols = [h3, h2]", "");
            try (RawHttp3 client = RawHttp3.to(before.node().port("web"))) {
                for (int round = 0; round < 4; round++) {
                    List<RawHttp3.Stream> streams = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        RawHttp3.Stream one =
                                client.open().send(RawHttp3.request("POST", "/post", "content-length", "300000"));
                        for (int part = 0; part < 10; part++) {
                            one.send(piece);
                        }
                        streams.add(one.fin());
                    }
                    assertThat(streams).allSatisfy(one -> {
                        assertThat(one.settled().text()).isEqualTo("hasty");
                        assertThat(one.reset()).isNegative();
                        assertThat(one.stopped()).isFalse();
                    });
                }
            }
        } finally {
            hasty.stop(0);
        }
    }

    @Test
    void clientsAreToldOfItOverTcp() throws Exception {
        int port = fixture.node().port("web");
        String told = "h3=\":" + port + "\"; ma=86400";
        try (HttpClient tcp = fixture.http2()) {
            HttpRequest.Builder to = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/head"));
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> answer =
                        tcp.send(to.version(version).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.headers().firstValue("alt-svc")).hasValue(told);
            }
        }
    }
}
