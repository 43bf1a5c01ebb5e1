package dev.skein;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that is deployed anew when it is asked to: it goes away for a moment, and comes back as the next version. */
final class Versioned implements AutoCloseable {
    /** What a command runs with {host} and {port}: asks for the deployment, and waits until that is done. */
    static final String DEPLOY =
            "exec 3<>/dev/tcp/$0/$1; printf 'GET /deploy HTTP/1.0\\r\\n\\r\\n' >&3; tail -n 1 <&3; echo";

    private static final long AWAY_MILLIS = 300;

    private final AtomicInteger version = new AtomicInteger(1);
    private final int port;
    private volatile HttpServer server;
    /** How the next version answers. */
    volatile int next = 200;

    private volatile int status = 200;

    Versioned() {
        server = open(0);
        port = server.getAddress().getPort();
    }

    private HttpServer open(int at) {
        try {
            HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 1000);
            opened.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            opened.createContext("/", exchange -> answer(exchange, status, "version " + version));
            opened.createContext("/health", exchange -> answer(exchange, 200, "well"));
            opened.createContext("/deploy", this::deploy);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The old version is gone before the answer is sent, over the connection that outlives it. */
    private void deploy(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "deployed");
        Thread.ofVirtual().start(() -> {
            try {
                server.stop(0);
                TimeUnit.MILLISECONDS.sleep(AWAY_MILLIS);
                status = next;
                version.incrementAndGet();
                server = open(port);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Answers well from now on, and so does the next version. */
    void recover() {
        next = 200;
        status = 200;
    }

    int version() {
        return version.get();
    }

    String address() {
        return "\"127.0.0.1:" + port + "\"";
    }

    String name() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
