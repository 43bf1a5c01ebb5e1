package dev.skein.listener;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server behind the proxy: {@code /echo} gives the body back, {@code /large} gives many bytes, {@code /head} the request's
 * fields, {@code /trailers} a trailer, {@code /stuck} nothing at all.
 */
final class TestServer implements AutoCloseable {
    static final int LARGE = 10 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger stuck = new AtomicInteger();
    final AtomicReference<@Nullable String> last = new AtomicReference<>();

    TestServer() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        last.set(request.method() + " " + request.uri());
        request.connection().closeHandler(gone -> closed.incrementAndGet());
        switch (String.valueOf(request.path())) {
            case "/echo" ->
                request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("x-length", request.getHeader("content-length") + "")
                                .end(body));
            case "/large" -> {
                request.response().putHeader("content-length", LARGE + "");
                large(request, LARGE);
            }
            case "/head" -> fields(request);
            case "/trailers" -> {
                request.response().setChunked(true).write("body");
                request.response().putTrailer("X-Sum", "42").end();
            }
            case "/stuck" -> stuck.incrementAndGet();
            case "/cut" -> {
                request.response().putHeader("content-length", "100").write("part");
                vertx.setTimer(50, now -> request.connection().close());
            }
            case "/cut-chunked" -> {
                request.response().setChunked(true).write("part");
                vertx.setTimer(50, now -> request.connection().close());
            }
            default -> request.response().setStatusCode(404).end("none");
        }
    }

    private static void fields(HttpServerRequest request) {
        StringBuilder all = new StringBuilder();
        request.headers()
                .forEach(field -> all.append(field.getKey().toLowerCase(java.util.Locale.ROOT))
                        .append(": ")
                        .append(field.getValue())
                        .append('\n'));
        request.response()
                .putHeader("Connection", "x-hop")
                .putHeader("X-Hop", "1")
                .putHeader("X-Name", "v")
                .end(all.toString());
    }

    private void large(HttpServerRequest request, int left) {
        int rest = left;
        while (rest > 0 && !request.response().writeQueueFull()) {
            int part = Math.min(rest, 64 << 10);
            request.response().write(Buffer.buffer(new byte[part]));
            rest -= part;
        }
        int more = rest;
        if (more > 0) {
            request.response().drainHandler(now -> large(request, more));
        } else {
            request.response().end();
        }
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        var unused = vertx.close();
    }
}
