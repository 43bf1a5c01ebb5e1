package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.SelfSigned;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool with {@code protocol = h2}: HTTP/1.1 clients, servers of another make that speak HTTP/2. */
class Http2UpstreamIT {
    private static final int LARGE = 3 << 20;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connected = new AtomicInteger();
    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private NodeUnderTest node;

    @BeforeEach
    void begins() throws Exception {
        server = serve(new HttpServerOptions());
        node = NodeUnderTest.start(directory, text(server.actualPort()));
    }

    private HttpServer serve(HttpServerOptions options) throws Exception {
        return done(vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .connectionHandler(connection -> {
                    connected.incrementAndGet();
                    connections.add(connection);
                    connection.closeHandler(closed -> connections.remove(connection));
                })
                .requestHandler(this::answer)
                .listen());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static String text(int port) {
        return """
            skein.node.event-loops = 1
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [ { name = all, match { path-prefix = / }, pool = p } ]
            skein.pools.p { protocol = h2, servers = [ "127.0.0.1:%d" ], health { type = off } }
            """.formatted(port);
    }

    private void answer(HttpServerRequest request) {
        seen.add(request);
        switch (Objects.requireNonNull(request.path())) {
            case "/large" -> request.response().end(Buffer.buffer(new byte[LARGE]));
            case "/chunks" -> {
                request.response().setChunked(true).write("one,");
                request.response().putTrailer("X-Sum", "7").end("two");
            }
            case "/empty" -> request.response().setStatusCode(204).end();
            case "/wait" -> waiting.add(request);
            case "/reset" -> request.response().reset(2);
            case "/refused" -> refuse(request);
            case "/hints" -> {
                request.response()
                        .writeEarlyHints(
                                io.vertx.core.http.HttpHeaders.headers().add("link", "</a.css>"));
                request.response().end("hinted");
            }
            case "/hello.Greeter/SayHello" -> {
                request.response().setChunked(true).putHeader("content-type", "application/grpc");
                request.handler(part -> request.response().write("re:" + part));
                request.endHandler(
                        end -> request.response().putTrailer("grpc-status", "0").end());
            }
            case "/early" -> request.response().setStatusCode(413).end("too much");
            default ->
                request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("x-version", request.version().name())
                                .putHeader("x-scheme", request.scheme())
                                .putHeader("x-authority", String.valueOf(request.authority()))
                                .end(body));
        }
    }

    private void refuse(HttpServerRequest request) {
        long before = seen.stream().filter(one -> "/refused".equals(one.path())).count();
        if (before == 1) {
            request.response().reset(7);
        } else {
            request.response().end("taken now");
        }
    }

    @AfterEach
    void ends() throws Exception {
        waiting.forEach(request -> request.response().end());
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(node.metrics().inFlight()).isZero();
                node.metrics()
                        .servers()
                        .forEach(one -> assertThat(one.inFlight()).isZero());
            });
        } finally {
            node.close();
            done(vertx.close());
        }
    }

    private Response ask(String request) throws Exception {
        return RawClient.ask(node.port("http"), request);
    }

    private Response get(String path) throws Exception {
        return ask("GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aRequestArrivesAsHttp2AndItsAnswerComesBackAsHttp1() throws Exception {
        Response response = get("/a?b=c");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head())
                .containsIgnoringCase("x-version: HTTP_2")
                .containsIgnoringCase("x-scheme: http\r\n")
                .containsIgnoringCase("x-authority: a.test\r\n");
        HttpServerRequest request = seen.getFirst();
        assertThat(request.uri()).isEqualTo("/a?b=c");
        assertThat(request.getHeader("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(request.headers().names()).doesNotContain("connection", "host", "transfer-encoding");
    }

    /** It went on with the value, which HTTP/2 forbids (RFC 9113 §8.2.1): the server reset the stream. */
    @Test
    void whiteSpaceAroundAValueStaysBehind() throws Exception {
        Response response = ask("GET /small HTTP/1.1\r\nHost: a.test\r\nX-Blank: \t v \t\r\nX-Empty: \t\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(seen.getFirst().getHeader("x-blank")).isEqualTo("v");
        assertThat(seen.getFirst().getHeader("x-empty")).isEmpty();
    }

    @Test
    void bodiesOfAllSizesGoBothWays() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Random random = new Random(7);
            for (int size : new int[] {1, 100, 16_384, 16_385, 200_000, LARGE}) {
                byte[] body = new byte[size];
                random.nextBytes(body);
                for (var publisher : List.of(
                        BodyPublishers.ofByteArray(body),
                        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port("http") + "/echo"))
                                    .timeout(Duration.ofSeconds(30))
                                    .POST(publisher)
                                    .build(),
                            BodyHandlers.ofByteArray());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.body()).isEqualTo(body);
                }
            }
        }
        assertThat(connected).hasValue(1);
    }

    @Test
    void aHundredExchangesShareOneConnection() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port("http") + "/wait"))
                        .timeout(Duration.ofSeconds(30))
                        .build();
                answers.add(client.sendAsync(request, BodyHandlers.ofString())
                        .thenApply(answer -> answer.statusCode() + answer.body()));
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting.size() == 60);
            assertThat(connected).hasValue(1);
            waiting.forEach(request -> request.response().end("late"));
            for (CompletableFuture<String> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("200late");
            }
            waiting.clear();
        }
    }

    @Test
    void trailersAndBodilessAnswersKeepTheirForm() throws Exception {
        Response chunks = ask("GET /chunks HTTP/1.1\r\nHost: a.test\r\nTE: trailers\r\nConnection: close, te\r\n\r\n");
        assertThat(chunks.body()).isEqualTo("one,two");
        assertThat(chunks.trailers()).containsIgnoringCase("x-sum: 7");
        assertThat(get("/empty").status()).isEqualTo(204);
        Response head = ask("HEAD /large HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        try (RawClient client = RawClient.to(node.port("http"))) {
            client.send("GET /hints HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.response().head()).startsWith("HTTP/1.1 103").contains("</a.css>");
            assertThat(client.response().body()).isEqualTo("hinted");
        }
    }

    @Test
    void aStreamThatTheServerResetsIsABadGateway() throws Exception {
        assertThat(get("/reset").status()).isEqualTo(502);
        assertThat(get("/a").status()).isEqualTo(200);
        assertThat(connected).as("the connection lives on").hasValue(1);
    }

    @Test
    void aRefusedStreamIsSentAgainWhateverItsMethod() throws Exception {
        Response response =
                ask("POST /refused HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("taken now");
    }

    @Test
    void anAnswerBeforeTheRequestsEndIsPassedOnAndTheConnectionLives() throws Exception {
        try (RawClient client = RawClient.to(node.port("http"))) {
            client.send("POST /early HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(413);
        }
        assertThat(get("/a").status()).isEqualTo(200);
        assertThat(connected).hasValue(1);
    }

    @Test
    void aServerThatGoesAwayLosesNoRequest() throws Exception {
        for (int round = 0; round < 5; round++) {
            assertThat(get("/a").status()).isEqualTo(200);
            connections.forEach(connection -> connection.shutdown());
            assertThat(get("/b").status()).isEqualTo(200);
        }
        connections.forEach(HttpConnection::close);
        assertThat(get("/c").status()).isEqualTo(200);
        assertThat(connected.get()).isGreaterThan(1);
    }

    @Test
    void aClientThatReadsNothingHoldsTheServerBackAndNobodyElse() throws Exception {
        try (RawClient slow = RawClient.to(node.port("http"))) {
            slow.send("GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                assertThat(get("/a").status()).isEqualTo(200);
            }
            assertThat(slow.response().body()).hasSize(LARGE);
        }
    }

    @Test
    void aClientThatLeavesResetsItsStreamOnly() throws Exception {
        CompletableFuture<Throwable> reset = new CompletableFuture<>();
        try (RawClient client = RawClient.to(node.port("http"))) {
            client.send("GET /wait HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting.size() == 1);
            waiting.removeFirst().response().exceptionHandler(reset::complete);
            client.reset();
        }
        assertThat(reset.get(20, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
        assertThat(get("/a").status()).isEqualTo(200);
        assertThat(connected).hasValue(1);
    }

    @Test
    void withTlsHttp2IsAgreedOnByAlpn() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=origin")
                .addSanDnsName("origin.test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path ca = Files.writeString(directory.resolve("ca.pem"), bundle.getCertificatePEM());
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(bundle.getCertificatePEM()))
                        .setKeyValue(Buffer.buffer(bundle.getPrivateKeyPEM())));
        HttpServer both = serve(new HttpServerOptions(options).setUseAlpn(true));
        HttpServer old = serve(new HttpServerOptions(options).setUseAlpn(false));
        String tls = "timeouts { connect = 30s }, tls { enabled = true, ca = \"%s\", server-name = origin.test }"
                .formatted(ca);
        node.reload(text(both.actualPort()) + "\nskein.pools.p { " + tls + " }");
        assertThat(get("/a").head()).containsIgnoringCase("x-version: HTTP_2").containsIgnoringCase("x-scheme: https");
        node.reload(text(old.actualPort()) + "\nskein.pools.p { " + tls + " }");
        assertThat(get("/a").status()).isEqualTo(502);
    }

    @Test
    void aCallThatStreamsBothWaysEndsWithTrailersAsGrpcNeedsThem() throws Exception {
        SelfSigned own = SelfSigned.write(directory, "site", "localhost");
        node.reload(text(server.actualPort()) + """
            skein.listeners.grpc { bind = "127.0.0.1:0"
              tls { certificates = [ { cert = "%s", key = "%s" } ], protocols = [ h2 ] } }
            """.formatted(own.certificate(), own.key()));
        HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false));
        HttpClientRequest call =
                done(client.request(HttpMethod.POST, node.port("grpc"), "localhost", "/hello.Greeter/SayHello"));
        call.putHeader("content-type", "application/grpc")
                .putHeader("te", "trailers")
                .setChunked(true);
        List<String> parts = new CopyOnWriteArrayList<>();
        CompletableFuture<String> status = new CompletableFuture<>();
        call.response().onSuccess(answer -> {
            answer.handler(part -> parts.add(part.toString()));
            answer.endHandler(end -> status.complete(answer.getTrailer("grpc-status")));
        });
        for (String ask : List.of("one", "two", "three")) {
            call.write(ask).onFailure(status::completeExceptionally);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> String.join("", parts).endsWith("re:" + ask));
        }
        done(call.end());
        assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo("0");
        assertThat(seen.getLast().getHeader("te")).isEqualTo("trailers");
        done(client.close());
    }
}
