package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Http2IT {
    @TempDir
    Path directory;

    private TlsFixture fixture;
    private HttpClient client;

    @BeforeEach
    void begins() throws Exception {
        fixture = new TlsFixture(directory);
        fixture.start("", "");
        client = fixture.http2();
    }

    @AfterEach
    void ends() {
        client.shutdownNow();
        fixture.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                        URI.create("https://localhost:" + fixture.node().port("web") + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }

    @Test
    void aRequestGoesThereAndBack() throws Exception {
        HttpResponse<String> answer = client.send(
                to("/head?q=1")
                        .header("cookie", "a=1; b=2")
                        .header("x-own", "y")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("host: localhost:", "cookie: a=1; b=2\n", "x-own: y\n", "x-forwarded-proto: https\n")
                .doesNotContain("transfer-encoding");
        assertThat(answer.headers().firstValue("x-name")).hasValue("v");
        assertThat(answer.headers().map()).doesNotContainKeys("x-hop", "connection");
        assertThat(fixture.server.last.get()).isEqualTo("GET /head?q=1");
    }

    @Test
    void bodiesComeBackAsTheyWere() throws Exception {
        byte[] body = new byte[1 << 20];
        new Random(4).nextBytes(body);
        HttpResponse<byte[]> answer =
                client.send(to("/echo").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("x-length")).hasValue(body.length + "");
        HttpResponse<byte[]> chunked = client.send(
                to("/echo")
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(chunked.body()).isEqualTo(body);
        assertThat(chunked.headers().firstValue("x-length")).hasValue("null");
    }

    @Test
    void headHasNoBodyAndNotFoundHasOne() throws Exception {
        HttpResponse<String> head =
                client.send(to("/head").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        HttpResponse<String> none = get("/none");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).isEqualTo("none");
    }

    @Test
    void aResponseWithTrailersArrives() throws Exception {
        assertThat(get("/trailers").body()).isEqualTo("body");
    }

    @Test
    void manyStreamsShareAConnection() throws Exception {
        // The client shares a connection only once it knows that the server speaks HTTP/2.
        assertThat(get("/none").statusCode()).isEqualTo(404);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(client.sendAsync(
                    to("/echo").POST(BodyPublishers.ofString("n" + i)).build(), BodyHandlers.ofString()));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(all.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo("n" + i);
        }
        assertThat(fixture.node().metrics().listener("web").accepted()).isLessThanOrEqualTo(2);
    }

    @Test
    void aSlowReaderGetsAllAndHoldsTheServerBack() throws Exception {
        HttpResponse<InputStream> answer = client.send(to("/large").build(), BodyHandlers.ofInputStream());
        long count = 0;
        byte[] part = new byte[32 << 10];
        try (InputStream in = answer.body()) {
            // The client's window fills; what the proxy holds meanwhile must stay within bounds.
            await().during(Duration.ofMillis(300)).until(() -> pinned() < 4 << 20);
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                count += read;
            }
        }
        assertThat(count).isEqualTo(TestServer.LARGE);
    }

    @Test
    void aClientThatLeavesEndsTheExchange() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(to("/stuck").build(), BodyHandlers.ofString());
        await().until(() -> fixture.server.stuck.get() == 1);
        answer.cancel(true);
        await().until(() -> fixture.server.closed.get() == 1);
        assertThat(get("/none").statusCode()).isEqualTo(404);
    }

    @Test
    void aTruncatedResponseIsSeenAsTruncated() {
        assertThatThrownBy(() -> get("/cut")).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void aStopTellsTheClientAndLetsItsStreamFinish() throws Exception {
        HttpResponse<InputStream> answer = client.send(to("/large").build(), BodyHandlers.ofInputStream());
        CompletableFuture<Void> drained =
                CompletableFuture.runAsync(() -> fixture.node().drain(Duration.ofSeconds(20)));
        try (InputStream in = answer.body()) {
            assertThat(in.readAllBytes()).hasSize(TestServer.LARGE);
        }
        drained.get(20, TimeUnit.SECONDS);
        assertThat(fixture.node().connections()).isZero();
    }

    @Test
    void noBufferIsLeftBehind() throws Exception {
        byte[] body = new byte[100_000];
        Arrays.fill(body, (byte) 'x');
        for (int i = 0; i < 200; i++) {
            HttpRequest request = switch (i % 4) {
                case 0 -> to("/head").build();
                case 1 -> to("/echo").POST(BodyPublishers.ofByteArray(body)).build();
                case 2 -> to("/none").POST(BodyPublishers.ofByteArray(body)).build();
                default -> to("/trailers").build();
            };
            assertThat(client.send(request, BodyHandlers.ofByteArray()).statusCode())
                    .isIn(200, 404);
        }
        client.shutdownNow();
        fixture.node().drain(Duration.ofSeconds(5));
        fixture.node().close();
        await().atMost(Duration.ofSeconds(10)).until(() -> pinned() < 64 << 10);
    }

    private static long pinned() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}
