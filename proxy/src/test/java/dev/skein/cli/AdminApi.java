package dev.skein.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An admin API that answers what it was told to, and remembers what it was asked. */
final class AdminApi implements AutoCloseable {
    /** One request: {@code PUT /path body}, and the values of its Authorization and If-Match. */
    record Asked(String line, String body, String authorization, String ifMatch) {}

    private record Answer(int status, String body) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private final HttpServer server;

    AdminApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on {@code GET /path} and the like are answered so. */
    AdminApi on(String line, int status, String body) {
        answers.put(line, new Answer(status, body));
        return this;
    }

    /** From now on that answer has this entity tag. */
    AdminApi version(String line, String tag) {
        versions.put(line, tag);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(line, body, header(exchange, "Authorization"), header(exchange, "If-Match")));
        if (versions.containsKey(line)) {
            exchange.getResponseHeaders().set("ETag", versions.get(line));
        }
        Answer answer = answers.getOrDefault(line, new Answer(404, "{\"detail\":\"nothing at " + line + "\"}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
