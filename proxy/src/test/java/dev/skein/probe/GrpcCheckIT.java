package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.probe.ProbeResult.Verdict;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HexFormat;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcCheckIT {
    private static final ProbeSpec.Grpc SHOP = new ProbeSpec.Grpc("shop", null);

    private final ProbeFixture fixture = new ProbeFixture(4);
    private final CopyOnWriteArrayList<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void closes() {
        fixture.close();
    }

    @Test
    void aServingServicePasses() throws Exception {
        int port = server(request -> answer(request, "00000000020801"));
        ProbeResult result = fixture.check(ProbeFixture.target(port, SHOP));
        assertThat(result.reason()).isEqualTo("passed");
        assertThat(seen)
                .containsExactly(
                        "HTTP_2 POST /grpc.health.v1.Health/Check application/grpc trailers", "00000000060a0473686f70");
    }

    @Test
    void aServiceThatDoesNotServeFails() throws Exception {
        int port = server(request -> answer(request, "00000000020802"));
        assertThat(fixture.check(ProbeFixture.target(port, SHOP)).reason())
                .isEqualTo("gRPC health NOT_SERVING (expected: SERVING)");
    }

    @Test
    void aServerWithoutTheHealthServiceFailsWithItsStatus() throws Exception {
        int port = server(request -> request.response()
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "12")
                .putHeader("grpc-message", "unknown service")
                .end());
        assertThat(fixture.check(ProbeFixture.target(port, SHOP)).reason())
                .isEqualTo("gRPC status 12 UNIMPLEMENTED: unknown service");
    }

    @Test
    void aWebServerIsNoGrpcServer() throws Exception {
        int port = server(request ->
                request.response().putHeader("content-type", "text/html").end("hello"));
        ProbeResult result = fixture.check(ProbeFixture.target(port, SHOP));
        assertThat(result.reason()).isEqualTo("content-type text/html (expected: application/grpc)");
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void anHttp11ServerFails() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(fixture.check(ProbeFixture.target(server.port(), SHOP)).reason())
                    .startsWith("answer is not HTTP/2");
        }
    }

    @Test
    void anHttpCheckMaySpeakHttp2() throws Exception {
        int port = server(request -> request.response().end("two"));
        ProbeSpec.Http http1 = ProbeSpec.Http.get("/up");
        ProbeSpec.Http http2 =
                new ProbeSpec.Http(true, "GET", "/up", null, http1.headers(), http1.expect(), http1.leave());
        assertThat(fixture.check(ProbeFixture.target(port, http2)).body()).isEqualTo("two");
        assertThat(seen.getFirst()).startsWith("HTTP_2 GET /up ");
    }

    private void answer(HttpServerRequest request, String hex) {
        request.response()
                .putHeader("content-type", "application/grpc")
                .putTrailer("grpc-status", "0")
                .end(Buffer.buffer(HexFormat.of().parseHex(hex)));
    }

    private int server(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = fixture.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    HttpVersion version = request.version();
                    seen.add(version + " " + request.method() + " " + request.uri() + " "
                            + request.getHeader("content-type") + " " + request.getHeader("te"));
                    request.body().onSuccess(body -> {
                        seen.add(HexFormat.of().formatHex(body.getBytes()));
                        handler.handle(request);
                    });
                });
        return server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }
}
