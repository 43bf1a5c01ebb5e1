package dev.skein.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small web server with a name: a page, a health check, a slow path, a failing path, an upload sink and a WebSocket
 * echo. Every answer says in {@code X-Served-By} who gave it.
 */
public final class SampleServer {
    /** What stands before the port on standard output. */
    public static final String ANNOUNCES = "port ";

    private static final long MOST_MILLIS = 600_000;

    private final String name;
    private final Vertx vertx;
    private final AtomicLong requests = new AtomicLong();

    private SampleServer(String name, Vertx vertx) {
        this.name = name;
        this.vertx = vertx;
    }

    /**
     * A process of its own: prints the port it got, and lives until its standard input ends, which it does with the
     * process that started it, however that one ends.
     *
     * @param arguments the server's name
     */
    public static void main(String[] arguments) throws IOException {
        int port = start(arguments[0]).await().actualPort();
        System.out.println(ANNOUNCES + port);
        while (System.in.read() >= 0) {
            // Nothing is ever written to us.
        }
        // Not System.exit: a server that is told to go goes at once.
        Runtime.getRuntime().halt(0);
    }

    /** Starts one on a free port of the loopback address. */
    public static Future<HttpServer> start(String name) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        SampleServer server = new SampleServer(name, vertx);
        return vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(false))
                .requestHandler(server::answer)
                .webSocketHandler(server::echo)
                .listen(0, "127.0.0.1");
    }

    private void answer(HttpServerRequest request) {
        long number = requests.incrementAndGet();
        HttpServerResponse response = request.response().putHeader("X-Served-By", name);
        String path = String.valueOf(request.path());
        switch (path) {
            case "/healthz" -> response.end("ok\n");
            case "/slow" -> slow(request);
            case "/fail" -> response.setStatusCode(500).end(name + " failed, as asked\n");
            case "/upload" -> upload(request);
            case "/" -> page(request, number);
            default -> response.setStatusCode(404).end(name + " has no " + path + "\n");
        }
    }

    private void page(HttpServerRequest request, long number) {
        String accept = request.getHeader("Accept");
        HttpServerResponse response = request.response();
        if (accept != null && accept.contains("text/html")) {
            response.putHeader("Content-Type", "text/html; charset=utf-8").end(Page.of(name, number));
        } else {
            response.putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("Hello from " + name + ", request " + number + "\n");
        }
    }

    private void slow(HttpServerRequest request) {
        long millis;
        try {
            millis = Long.parseLong(request.getParam("ms", "1000"));
        } catch (NumberFormatException e) {
            millis = -1;
        }
        if (millis < 0 || millis > MOST_MILLIS) {
            String rule = "ms: " + request.getParam("ms") + " (expected: 0 to " + MOST_MILLIS + ")\n";
            request.response().setStatusCode(400).end(rule);
            return;
        }
        String text = name + " took " + millis + " ms\n";
        // Vert.x has no timer of zero.
        vertx.setTimer(Math.max(1, millis), timer -> request.response().end(text));
    }

    private void upload(HttpServerRequest request) {
        AtomicLong bytes = new AtomicLong();
        request.handler(chunk -> bytes.addAndGet(chunk.length()));
        request.endHandler(end -> request.response().end(name + " got " + bytes + " bytes\n"));
    }

    private void echo(ServerWebSocket socket) {
        if (!socket.path().equals("/ws")) {
            socket.close();
            return;
        }
        socket.writeTextMessage("connected to " + name);
        socket.textMessageHandler(text -> socket.writeTextMessage(name + ": " + text));
        socket.binaryMessageHandler(socket::writeBinaryMessage);
    }
}
