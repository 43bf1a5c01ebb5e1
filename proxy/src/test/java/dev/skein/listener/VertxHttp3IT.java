package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of another make: Vert.x's own, with Netty's HTTP/3. */
class VertxHttp3IT {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private TlsFixture fixture;
    private HttpClientAgent client;

    @BeforeEach
    void begins() throws Exception {
        fixture = new TlsFixture(directory);
        fixture.start("protocols = [h3, h2]", "");
        client = vertx.httpClientBuilder()
                .with(new HttpClientConfig().setVersions(HttpVersion.HTTP_3).setVerifyHost(false))
                .with(new ClientSSLOptions().setTrustAll(true))
                .withConnectHandler(made -> {
                    connections.incrementAndGet();
                    made.shutdownHandler(leaving -> told.incrementAndGet());
                })
                .build();
    }

    @AfterEach
    void ends() throws Exception {
        wait(vertx.close());
        fixture.close();
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** An answer as it came. */
    private record Answer(HttpClientResponse head, Buffer body) {}

    private Future<Answer> ask(HttpMethod method, String path, Buffer body) {
        return client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost("localhost")
                        .setPort(fixture.node().port("web"))
                        .setURI(path)
                        .putHeader("te", "trailers"))
                .compose(request -> body.length() == 0 ? request.send() : request.send(body))
                .compose(head -> head.body().map(all -> new Answer(head, all)));
    }

    private Answer asked(HttpMethod method, String path, Buffer body) throws Exception {
        return wait(ask(method, path, body));
    }

    @Test
    void whatItAsksForItGets() throws Exception {
        Answer get = asked(HttpMethod.GET, "/head?q=1", Buffer.buffer());
        assertThat(get.head().version()).isEqualTo(HttpVersion.HTTP_3);
        assertThat(get.head().statusCode()).isEqualTo(200);
        assertThat(get.body().toString()).contains("x-forwarded-proto: https\n", "via: 3 skein\n");
        byte[] bytes = new byte[2 << 20];
        new Random(8).nextBytes(bytes);
        assertThat(asked(HttpMethod.POST, "/echo", Buffer.buffer(bytes)).body().getBytes())
                .isEqualTo(bytes);
        assertThat(asked(HttpMethod.GET, "/large", Buffer.buffer()).body().length())
                .isEqualTo(TestServer.LARGE);
        Answer trailers = asked(HttpMethod.GET, "/trailers", Buffer.buffer());
        assertThat(trailers.body()).hasToString("body");
        assertThat(trailers.head().getTrailer("x-sum")).isEqualTo("42");
        assertThat(asked(HttpMethod.GET, "/none", Buffer.buffer()).head().statusCode())
                .isEqualTo(404);
        List<Future<Answer>> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(ask(HttpMethod.GET, "/head?n=" + i, Buffer.buffer()));
        }
        for (Future<Answer> one : many) {
            assertThat(wait(one).head().statusCode()).isEqualTo(200);
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void aNodeThatDrainsTellsItAndFinishesWhatWasBegun() throws Exception {
        assertThat(asked(HttpMethod.GET, "/head", Buffer.buffer()).head().statusCode())
                .isEqualTo(200);
        var begun = wait(client.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("localhost")
                .setPort(fixture.node().port("web"))
                .setURI("/echo")));
        begun.setChunked(true);
        var unused = begun.write("whole");
        await().until(() -> fixture.node().connections() == 1);
        var answer = begun.response().compose(head -> head.body());
        CompletableFuture<Void> drained =
                CompletableFuture.runAsync(() -> fixture.node().drain(Duration.ofSeconds(10)));
        await().until(() -> told.get() == 1);
        var end = begun.end();
        assertThat(wait(answer)).hasToString("whole");
        wait(end);
        drained.get(10, TimeUnit.SECONDS);
        assertThat(fixture.node().connections()).isZero();
    }
}
