package dev.skein;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A browser on the admin page, as far as redirections and cookies go; all of this machine's nodes are one site to it. */
final class PageClient implements AutoCloseable {
    final Map<String, String> cookies = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    HttpResponse<String> ask(String method, NodeUnderTest node, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + path))
                .header("X-Skein-Page", "1")
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        for (String set : response.headers().allValues("set-cookie")) {
            String[] pair = set.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return response;
    }

    HttpResponse<String> get(NodeUnderTest node, String path) throws IOException, InterruptedException {
        return ask("GET", node, path, "");
    }

    /** What the page learns first. */
    JsonObject session(NodeUnderTest node) throws IOException, InterruptedException {
        return new JsonObject(get(node, "/api/v1/session").body());
    }

    /** Where an answer sends the browser. */
    static String location(HttpResponse<String> response) {
        return response.headers().firstValue("location").orElse("");
    }

    @Override
    public void close() {
        http.close();
    }
}
