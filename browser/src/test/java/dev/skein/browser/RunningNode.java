package dev.skein.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code skein run} in a process of its own, before two servers, {@code one} and {@code two}, that answer their names. */
final class RunningNode implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(\\w+) (https?://[0-9.:]+)");

    private final Process process;
    private final HttpServer one;
    private final HttpServer two;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> addresses = new TreeMap<>();
    /** What server two answers on {@code /health}. */
    private final AtomicInteger health;

    private RunningNode(Process process, HttpServer one, HttpServer two, AtomicInteger health) {
        this.health = health;
        this.process = process;
        this.one = one;
        this.two = two;
    }

    static RunningNode start(Path directory) throws IOException {
        return start(directory, "");
    }

    /** @param more lines of the configuration */
    static RunningNode start(Path directory, String more) throws IOException {
        HttpServer one = server("one");
        HttpServer two = server("two");
        Path file = Files.writeString(directory.resolve("skein.conf"), text(directory, one, two, more));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.skein.Main",
                        "run",
                        "-c",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        AtomicInteger health = new AtomicInteger(200);
        two.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(health.get(), -1);
            exchange.close();
        });
        RunningNode node = new RunningNode(process, one, two, health);
        node.awaitReady(output);
        return node;
    }

    private static String text(Path directory, HttpServer one, HttpServer two, String more) {
        return """
            skein {
              node { id = node-in-a-test, data = "%s", event-loops = 1 }
              listeners { web { bind = "127.0.0.1:0" } }
              admin { bind = "127.0.0.1:0" }
              access-log { output = off }
              pools {
                shop {
                  servers = [ { id = one, address = "127.0.0.1:%d" }, { id = two, address = "127.0.0.1:%d" } ]
                  health { path = /, interval = 500ms }
                }
              }
              routes = [ { name = everything, pool = shop } ]
            }
            %s
            """.formatted(
                        directory.resolve("data"),
                        one.getAddress().getPort(),
                        two.getAddress().getPort(),
                        more);
    }

    private static HttpServer server(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/broken", exchange -> {
            exchange.sendResponseHeaders(name.equals("one") ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void awaitReady(Path output) {
        String ready = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> Files.readString(output)
                                .lines()
                                .filter(line -> line.startsWith("ready in "))
                                .findFirst()
                                .orElse(process.isAlive() ? "" : "ended: " + Files.readString(output)),
                        line -> !line.isEmpty());
        Matcher address = ADDRESS.matcher(ready);
        while (address.find()) {
            addresses.put(address.group(1), address.group(2));
        }
    }

    /** Of the page, without a slash at its end. */
    String admin() {
        return String.valueOf(addresses.get("admin"));
    }

    /** Of a listener, without a slash at its end. */
    String at(String listener) {
        return String.valueOf(addresses.get(listener));
    }

    /** Who answers so many requests through the proxy: how often each. */
    Map<String, Integer> served(int requests) throws IOException, InterruptedException {
        return served("/", requests);
    }

    /** The same for a path: {@code /broken} is what server one answers with 503. */
    Map<String, Integer> served(String path, int requests) throws IOException, InterruptedException {
        Map<String, Integer> counts = new TreeMap<>();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(addresses.get("web") + path)).build();
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            counts.merge(response.statusCode() == 200 ? response.body() : "failed", 1, Integer::sum);
        }
        return counts;
    }

    /** Who answers a request of that user. */
    String servedTo(String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(addresses.get("web") + "/"))
                .header("X-User", user)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Server two goes on serving, whatever it says of its health. */
    void serverTwoSays(int status) {
        health.set(status);
    }

    void stopServerTwo() {
        two.stop(0);
    }

    /** Without a word to anybody. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        one.stop(0);
        two.stop(0);
    }
}
