package dev.skein.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node's admin API (docs/admin-api.md). Every answer other than success ends the command: {@link
 * ExitCode#NO_NODE} when nobody answers, {@link ExitCode#NOT_ALLOWED} for 401 and 403, else {@link ExitCode#FAILED} with
 * the problem's own words.
 */
final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** Longer than a change of voters may take. */
    private static final Duration PATIENT = Duration.ofSeconds(25);

    private final HttpClient http;
    private final String base;
    private final String authorization;
    private final Duration patience;

    private AdminClient(HttpClient http, String base, String authorization, Duration patience) {
        this.http = http;
        this.base = base;
        this.authorization = authorization;
        this.patience = patience;
    }

    /**
     * Makes one; connects to nothing yet.
     *
     * @param url scheme and authority, a trailing slash is fine
     * @param user empty: nobody, or whose token the password is
     */
    static AdminClient of(String url, String user, String password, ClientTls tls) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!base.startsWith("http://") && !base.startsWith("https://")) {
            throw new Failed(ExitCode.PROBLEMS, "--admin: " + url + " (expected: http://HOST:PORT or https://…)");
        }
        HttpClient.Builder http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        if (!tls.equals(ClientTls.NONE)) {
            http.sslContext(tls.context());
        }
        String credentials = user + ":" + password;
        String authorization = user.isEmpty()
                ? (password.isEmpty() ? "" : "Bearer " + password)
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return new AdminClient(http.build(), base, authorization, ANSWER);
    }

    /** A name as one segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The same, for what a majority must agree on first. */
    AdminClient patient() {
        return new AdminClient(http, base, authorization, PATIENT);
    }

    /** The status of an answer whose body does not matter. */
    int ask(String path) {
        return exchange(request("GET", path, null)).statusCode();
    }

    JsonObject get(String path) {
        return send("GET", path, null);
    }

    JsonObject put(String path, JsonObject body) {
        return send("PUT", path, body);
    }

    JsonObject post(String path, JsonObject body) {
        return send("POST", path, body);
    }

    JsonObject delete(String path) {
        return send("DELETE", path, null);
    }

    /**
     * What was read.
     *
     * @param version its entity tag; empty: the node tells none
     */
    record Seen(JsonObject json, String version) {}

    Seen look(String path) {
        HttpResponse<String> response = succeeded(request("GET", path, null));
        return new Seen(
                json(response.body()), response.headers().firstValue("ETag").orElse(""));
    }

    /** A change that is refused if somebody came in between. */
    JsonObject post(String path, JsonObject body, Seen seen) {
        HttpRequest request = request("POST", path, body);
        if (!seen.version().isEmpty()) {
            request = HttpRequest.newBuilder(request, (_, _) -> true)
                    .header("If-Match", seen.version())
                    .build();
        }
        return json(succeeded(request).body());
    }

    /**
     * Server-sent events, one after the other, for so long as {@code take} wants more and the node sends some.
     *
     * @param take gets an event's name and data
     */
    void events(String path, BiPredicate<String, JsonObject> take) {
        HttpResponse<Stream<String>> response = exchange(request("GET", path, null), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            int status = response.statusCode();
            if (status != 200) {
                String problem = problem(lines.collect(Collectors.joining("\n")), status);
                throw new Failed(status == 401 || status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.FAILED, problem);
            }
            String event = "";
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ") && !take.test(event, json(line.substring("data: ".length())))) {
                    return;
                }
            }
        } catch (UncheckedIOException e) {
            throw new Failed(ExitCode.NO_NODE, base + " answers no more (" + e.getMessage() + ")");
        }
    }

    private JsonObject send(String method, String path, @Nullable JsonObject body) {
        return json(succeeded(request(method, path, body)).body());
    }

    private HttpResponse<String> succeeded(HttpRequest request) {
        HttpResponse<String> response = exchange(request);
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response;
        }
        String problem = problem(response.body(), status);
        throw new Failed(status == 401 || status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.FAILED, problem);
    }

    private HttpRequest request(String method, String path, @Nullable JsonObject body) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(patience)
                    .method(method, publisher);
            request.header("Accept", "application/json");
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new Failed(ExitCode.PROBLEMS, "--admin: " + base + " (expected: http://HOST:PORT or https://…)");
        }
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        return exchange(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new Failed(
                    ExitCode.NO_NODE,
                    "no node answers at " + base + " (" + reason(e)
                            + "); is the admin listener on? skein run -c FILE, or --admin URL for another node");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(ExitCode.FAILED, "interrupted");
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private JsonObject json(String body) {
        try {
            return body.isEmpty() ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException e) {
            throw new Failed(ExitCode.FAILED, base + " answers, but not as a Skein node does");
        }
    }

    private String problem(String body, int status) {
        String fallback = base + " answers " + status;
        try {
            JsonObject problem = new JsonObject(body);
            String title = problem.getString("title", fallback);
            String detail = problem.getString("detail");
            return detail == null ? title : detail;
        } catch (DecodeException | ClassCastException e) {
            return fallback;
        }
    }
}
