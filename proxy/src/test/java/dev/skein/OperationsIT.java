package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.ApiDocument;
import dev.skein.harness.ApiDocument.Operation;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that the API's description knows, asked of a cluster of three: each answer is as described, and each change stands in
 * the audit log with its author, why, before and after.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperationsIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String V1 = "/api/v1";
    private static final String SERVERS = V1 + "/pools/{pool}/servers";
    private static final String SERVER = SERVERS + "/{server}";
    private static final String ROLL = V1 + "/rolls/{number}";
    private static final Set<String> STREAMS = Set.of(V1 + "/stream", V1 + "/tap");
    /** Who looks, runs a command, or signs in or out, changes nothing that belongs there. */
    private static final Set<String> UNAUDITED = Set.of(
            V1 + "/explain",
            V1 + "/config/check",
            V1 + "/drills/check",
            V1 + "/sessions/find",
            ROLL + "/runner",
            V1 + "/session");

    @TempDir
    Path directory;

    private final List<ScriptedServer> servers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> audited = new TreeSet<>();
    private volatile Trio trio;
    private volatile ApiDocument document;
    private int reasons;

    @BeforeEach
    void start() throws IOException {
        servers.add(ScriptedServer.answering("one"));
        servers.add(ScriptedServer.answering("two"));
        trio = new Trio(directory, file(1));
        trio.start("a", "b", "c");
        new TrioOperator(trio).together(SOON);
        document = new ApiDocument(trio.get("a", V1 + "/openapi.json"));
    }

    private String file(int weight) {
        String all = servers.stream()
                .map(server -> "{ address = " + server.address() + ", weight = " + weight + " }")
                .collect(Collectors.joining(", "));
        return """
            skein.pools.shop { servers = [ %s ], health { type = tcp }, affinity { mode = header, name = x-user } }
            skein.routes = [ { name = shop, pool = shop } ]
            skein.listeners.http { bind = "127.0.0.1:0" }
            """.formatted(all);
    }

    @AfterEach
    void stop() throws IOException {
        trio.close();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private String id(int server) {
        return servers.get(server).address().replace("\"", "");
    }

    private record Answer(int status, String body, String tag) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    private Answer ask(String method, String path, String body) {
        return send(method, path, real(path), body);
    }

    private String real(String path) {
        return path.replace("{pool}", "shop")
                .replace("{server}", id(0).replace(":", "%3A"))
                .replace("{number}", "1")
                .replace("{name}", "nightly")
                .replace("{node}", "c")
                .replace("{address}", "203.0.113.10")
                .replace("{fingerprint}", "none");
    }

    private Answer send(String method, String path, String real, String body) {
        return send(method, path, real, body, "");
    }

    /** @param seen the version that was seen, in quotes; empty: not said */
    private Answer send(String method, String path, String real, String body, String seen) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + trio.node("a").adminPort() + real))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        HttpRequest request = (seen.isEmpty() ? builder : builder.header("If-Match", seen)).build();
        boolean stream = STREAMS.contains(path);
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                String text = stream ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                String type = response.headers().firstValue("Content-Type").orElse("");
                asked.add(method + " " + path);
                wrong.addAll(document.problems(method, path, response.statusCode(), type, text));
                return new Answer(
                        response.statusCode(),
                        text,
                        response.headers().firstValue("ETag").orElse(""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Again, where a busy machine has nodes suspect each other for a moment; then looks at the audit log. */
    private Answer change(String method, String path, JsonObject body) {
        return change(method, path, this::real, body, status -> status < 300, EventKind.ADMIN_CHANGED);
    }

    private Answer change(
            String method,
            String path,
            Function<String, String> to,
            JsonObject body,
            Predicate<Integer> wanted,
            EventKind kind) {
        String reason = "because " + ++reasons;
        boolean bodiless = method.equals("DELETE");
        String query = bodiless ? "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8) : "";
        String text = bodiless ? "" : body.copy().put("reason", reason).encode();
        String real = to.apply(path) + query;
        boolean tagged =
                document.operations().stream().anyMatch(one -> one.name().equals(method + " " + path) && one.ifMatch());
        if (tagged && kind == EventKind.ADMIN_CHANGED) {
            Answer stale = send(method, path, real, text, "\"stale\"");
            assertThat(stale.status).as(stale.body).isEqualTo(412);
        }
        Answer answer = await().atMost(SOON)
                .until(
                        () -> send(method, path, real, text, tagged ? tag(to.apply(path)) : ""),
                        one -> wanted.test(one.status));
        List<Event> lines = trio.node("a").journal().stream()
                .filter(event -> event.kind() == kind && event.text().endsWith(" (" + reason + ")"))
                .toList();
        assertThat(lines).as(method + " " + path + ": " + answer.body).isNotEmpty();
        assertThat(lines.getFirst().by()).isEqualTo("local@127.0.0.1");
        audited.add(method + " " + path);
        if (kind == EventKind.ADMIN_CHANGED) {
            assertThat(lines.getFirst().text()).as(method + " " + path).contains(" → ");
        }
        return answer;
    }

    /** What was seen of that; empty where there is nothing to be seen yet. */
    private String tag(String real) {
        for (String of : List.of("/voters", "/keys", "/config")) {
            if (real.startsWith(V1 + of) || of.equals("/voters") && real.startsWith(V1 + "/quorum")) {
                return ask("GET", V1 + of, "").tag;
            }
        }
        if (real.contains("/servers/")) {
            return send("GET", SERVER, real.replaceAll("/(admin-state|weight)$", ""), "").tag;
        }
        return ask("GET", V1 + "/drills", "").json().getJsonArray("schedules").stream()
                .map(schedule -> '"' + ((JsonObject) schedule).getString("version") + '"')
                .findFirst()
                .orElse("");
    }

    @Test
    void eachIsAnsweredAsDescribedAndEachChangeIsInTheAuditLog() throws IOException {
        servers();
        questions();
        majority();
        drills();
        rolls();
        configuration();
        refused();
        elsewhere();
        read();
        alone();
        assertThat(wrong).isEmpty();
        assertThat(asked)
                .containsAll(document.operations().stream().map(Operation::name).toList());
        assertThat(audited)
                .containsAll(document.operations().stream()
                        .filter(one -> !one.method().equals("GET") && !UNAUDITED.contains(one.path()))
                        .map(Operation::name)
                        .toList());
    }

    private void servers() {
        change("PUT", SERVER + "/admin-state", new JsonObject().put("state", "drain"));
        change("PUT", SERVER + "/admin-state", new JsonObject().put("state", "ready"));
        change("PUT", SERVER + "/weight", new JsonObject().put("weight", 3));
        change("POST", SERVER + "/reset-ejection", new JsonObject());
        change("POST", SERVER + "/probe", new JsonObject());
        change("POST", SERVERS, new JsonObject().put("address", "127.0.0.1:1").put("id", "more"));
        change(
                "DELETE",
                SERVER,
                path -> V1 + "/pools/shop/servers/more",
                new JsonObject(),
                status -> status == 204,
                EventKind.ADMIN_CHANGED);
        change("POST", V1 + "/pools/{pool}/sessions/unbind", new JsonObject().put("value", "ann"));
        change("POST", SERVER + "/unbind-sessions", new JsonObject());
    }

    private void questions() {
        question("/explain", new JsonObject().put("url", "http://a.test/"));
        question("/sessions/find", new JsonObject().put("pool", "shop").put("value", "ann"));
        question("/drills/check", new JsonObject().put("kind", "lose-server").put("target", "shop/" + id(0)));
        question("/config/check", files(2));
    }

    private void question(String path, JsonObject body) {
        assertThat(ask("POST", V1 + path, body.encode()).status).as(path).isEqualTo(200);
    }

    private void majority() {
        change("DELETE", V1 + "/voters/{node}", new JsonObject());
        change("POST", V1 + "/voters", new JsonObject().put("node", "c"));
        change("POST", V1 + "/keys/rotate", new JsonObject().put("purpose", "cookie"));
    }

    private void drills() {
        JsonObject drill = new JsonObject().put("kind", "lose-server").put("target", "shop/" + id(0));
        change("POST", V1 + "/drills", drill);
        change("POST", V1 + "/drills/{number}/stop", new JsonObject());
        String schedule = V1 + "/drills/schedules/{name}";
        change("PUT", schedule, drill.put("cron", "15 3 * * 1"));
        ask("GET", V1 + "/drills", "");
        change("DELETE", schedule, new JsonObject());
        await().atMost(SOON)
                .until(() -> ask("GET", V1 + "/drills", "")
                        .json()
                        .getJsonArray("drills")
                        .getJsonObject(0)
                        .getString("state")
                        .equals("stopped"));
    }

    private void rolls() {
        JsonObject roll = new JsonObject().put("pool", "shop").put("runner", "test");
        change("POST", V1 + "/rolls", roll.put("drainMs", 0).put("targets", new JsonArray(Arrays.asList(id(0)))));
        await().atMost(SOON).until(() -> runner().getString("phase").equals("working"));
        JsonObject result = new JsonObject().put("target", id(0)).put("attempt", 1);
        change("POST", ROLL + "/result", result.put("exit", 3));
        // What still runs can't be resumed: that would change nothing, and nothing would be in the audit log.
        await().atMost(SOON).until(() -> roll().getString("state").equals("stopped"));
        change("POST", ROLL + "/resume", new JsonObject().put("runner", "test"));
        change("POST", ROLL + "/pause", new JsonObject());
        change("POST", ROLL + "/abort", new JsonObject());
    }

    private JsonObject runner() {
        return roll().getJsonArray("steps").getJsonObject(0);
    }

    private JsonObject roll() {
        return ask("POST", ROLL + "/runner", "{\"runner\":\"test\"}").json();
    }

    private JsonObject files(int weight) {
        String address = "skein.cluster.virtual-ips = [ { address = \"203.0.113.10/32\", mode = external } ]\n";
        return new JsonObject().put("files", new JsonObject().put("", file(weight) + address));
    }

    private void configuration() {
        change("POST", V1 + "/config/apply", files(2).put("canary", "c").put("watchMs", 60_000));
        ask("GET", V1 + "/config", "");
        change("POST", V1 + "/config/promote", new JsonObject());
        addresses();
        change("POST", V1 + "/config/rollback", new JsonObject());
    }

    /** Without keepers nobody holds it. */
    private void addresses() {
        await().atMost(SOON)
                .until(() -> !ask("GET", V1 + "/virtual-ips", "")
                        .json()
                        .getJsonArray("virtualIps")
                        .isEmpty());
        ask("GET", V1 + "/overview", "");
        ask("GET", V1 + "/status", "");
    }

    /** What needs a keeper, an authority or users is refused here, which is written down, too. */
    private void refused() {
        refused("/virtual-ips/{address}/move", new JsonObject().put("to", "b"));
        refused("/certificates/{fingerprint}/renew", new JsonObject());
        assertThat(ask("POST", V1 + "/session", "{\"user\":\"a\",\"password\":\"b\"}").status)
                .isEqualTo(409);
        assertThat(ask("DELETE", V1 + "/session", "").status).isEqualTo(204);
    }

    private void refused(String path, JsonObject body) {
        change("POST", V1 + path, this::real, body, status -> status >= 400, EventKind.ADMIN_REFUSED);
    }

    private void read() {
        for (Operation operation : document.operations()) {
            if (operation.method().equals("GET")) {
                int status = ask("GET", operation.path(), "").status;
                boolean provider = operation.path().contains("/session/provider");
                assertThat(status).as(operation.path()).isEqualTo(provider ? 409 : 200);
            }
        }
    }

    /** What only b can see, a's page says, too. */
    private void elsewhere() throws IOException {
        trio.node("b").reload(trio.configuration("b") + "skein.pools.shop.balance = dice\n");
        await().atMost(SOON)
                .until(() -> trouble().contains("node b: configuration refused, the former stays in force: 1 problem"));
        trio.node("b").reload(trio.configuration("b"));
        await().atMost(SOON).until(() -> !trouble().contains("configuration refused"));
    }

    private String trouble() {
        return ask("GET", V1 + "/overview", "").json().getJsonArray("trouble").encode();
    }

    private void alone() {
        trio.stop("b", "c");
        await().atMost(SOON).until(() -> !ask("GET", V1 + "/voters", "").json().getBoolean("heard"));
        change("POST", V1 + "/quorum/force", new JsonObject().put("confirm", "edge"));
    }
}
