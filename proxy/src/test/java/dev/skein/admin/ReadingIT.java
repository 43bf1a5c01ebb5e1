package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be looked at. */
class ReadingIT extends AdminHouse {
    ReadingIT() {
        super("");
    }

    @Test
    void statusTellsOfTheNode() throws IOException {
        admin.served();
        JsonObject status = admin.json("/api/v1/status");
        assertThat(status.getJsonObject("node").getString("id")).isEqualTo("test");
        assertThat(status.getJsonObject("node").getString("state")).isEqualTo("ready");
        assertThat(status.getJsonObject("node").getLong("uptimeMs")).isPositive();
        assertThat(status.getJsonObject("configuration").getLong("revision")).isEqualTo(1);
        assertThat(status.getJsonObject("configuration").getValue("refused")).isNull();
        assertThat(status.getJsonObject("traffic").getLong("requests")).isPositive();
        JsonObject listener = status.getJsonArray("listeners").getJsonObject(0);
        assertThat(listener.getString("address")).isEqualTo("127.0.0.1:" + admin.node.port("http"));
        assertThat(status.getJsonArray("trouble")).isEmpty();
    }

    @Test
    void aPoolTellsOfItsServers() throws IOException {
        JsonObject pool = admin.json("/api/v1/pools/shop");
        assertThat(pool.getString("state")).isEqualTo("up");
        assertThat(pool.getJsonArray("usedBy")).isEqualTo(JsonArray.of("shop"));
        assertThat(pool.getJsonArray("servers")).hasSize(2);
        JsonObject server = pool.getJsonArray("servers").getJsonObject(0);
        assertThat(server.getString("origin")).isEqualTo("configured");
        assertThat(server.getValue("zone")).isNull();
        assertThat(server.getValue("maxConnections")).isNull();
        assertThat(server.getJsonObject("admin").getString("state")).isEqualTo("ready");
        assertThat(server.getJsonObject("weight").getInteger("effective")).isEqualTo(1);
    }

    @Test
    void routesComeInTheOrderInWhichTheyAreTried() throws IOException {
        JsonArray routes = admin.json("/api/v1/routes").getJsonArray("routes");
        assertThat(routes.getJsonObject(0).getString("name")).isEqualTo("beta");
        assertThat(routes.getJsonObject(0).getJsonObject("action").getString("kind"))
                .isEqualTo("response");
        assertThat(routes.getJsonObject(1).getJsonArray("match")).isEqualTo(JsonArray.of("path prefix /"));
        assertThat(routes.getJsonObject(1).getString("state")).isEqualTo("up");
    }

    @Test
    void eventsAreNewestFirstAndOldestFirstAfterAPosition() throws IOException {
        JsonObject latest = admin.json("/api/v1/events");
        JsonArray events = latest.getJsonArray("events");
        JsonObject first = events.getJsonObject(events.size() - 1);
        assertThat(first.getLong("seq")).isEqualTo(1);
        assertThat(admin.json("/api/v1/events?after=" + latest.getString("position"))
                        .getJsonArray("events"))
                .isEmpty();
        JsonObject begin = admin.json("/api/v1/events?after=&limit=1");
        assertThat(begin.getJsonArray("events")).isEqualTo(JsonArray.of(first));
        assertThat(admin.json("/api/v1/events?limit=1&after=" + begin.getString("position"))
                        .getJsonArray("events")
                        .getJsonObject(0)
                        .getLong("seq"))
                .isEqualTo(2);
        assertThat(admin.json("/api/v1/events?limit=1").getJsonArray("events")).hasSize(1);
    }

    @Test
    void eventsAreFilteredByNodeKindSeverityAndTime() throws IOException {
        assertThat(admin.json("/api/v1/events?node=nobody").getJsonArray("events"))
                .isEmpty();
        assertThat(admin.json("/api/v1/events?since=2999-01-01T00:00:00Z").getJsonArray("events"))
                .isEmpty();
        assertThat(admin.json("/api/v1/events?kind=listener-opened&severity=info")
                        .getJsonArray("events"))
                .isNotEmpty()
                .allMatch(event -> ((JsonObject) event).getString("kind").equals("listener-opened"));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit: 0 (expected: 1 to 1000)",
        "limit=x,limit: x (expected: 1 to 1000)",
        "after=-1,after: -1 (expected: the position of a former answer",
        "kind=x,'kind: x (expected: a kind of events'",
        "severity=x,'severity: x (expected: error, info, warning)'",
        "since=x,'since: x (expected: a time'"
    })
    void aWrongNumberIsRefusedByNameValueAndRule(String query, String detail) throws IOException {
        Response response = admin.get("/api/v1/events?" + query);
        assertThat(response.status()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("detail")).contains(detail);
    }

    @Test
    void machinesGetReadyAndMetrics() throws IOException {
        assertThat(admin.get("/ready").body()).isEqualTo("ready");
        Response metrics = admin.get("/metrics");
        assertThat(metrics.field("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("# TYPE skein_loop_lag_seconds histogram");
    }

    @Test
    void explainNamesRouteServerAndWhyTheOthersWereNot() throws IOException {
        Response response = admin.send("POST", "/api/v1/explain", "{\"url\":\"http://a.test/cart?x=1\"}");
        JsonObject answer = new JsonObject(response.body());
        assertThat(answer.getString("route")).isEqualTo("shop");
        assertThat(answer.getJsonArray("considered").getJsonObject(0).getString("why"))
                .startsWith("header x-beta: (none)");
        assertThat(answer.getJsonArray("candidates")).hasSize(2);
        assertThat(answer.getString("server"))
                .isIn(admin.one.address().replace("\"", ""), admin.two.address().replace("\"", ""));
        assertThat(answer.getString("why")).contains("round-robin picks it");
    }

    @Test
    void explainOfAnAnswerOfOurOwnNamesNoServer() throws IOException {
        Response response =
                admin.send("POST", "/api/v1/explain", "{\"url\":\"https://a.test/\",\"headers\":{\"X-Beta\":[\"1\"]}}");
        JsonObject answer = new JsonObject(response.body());
        assertThat(answer.getString("action")).isEqualTo("response 200");
        assertThat(answer.getValue("server")).isNull();
        assertThat(answer.getJsonArray("candidates")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\":\"ftp://a.test/\"}",
                "{\"url\":\"http://a.test/a b\"}",
                "{\"url\":\"http://a.test/\",\"headers\":{\"X\":\"a\\r\\nb\"}}",
                "{\"url\":\"http://a.test/\",\"headers\":{\"X Y\":\"a\"}}",
                "{\"url\":\"http://a.test/\",\"client\":\"nobody\"}",
                "{\"url\":\"http://a.test/\",\"methot\":\"GET\"}",
                "{}",
                "[]",
                "{\"url\"",
                ""
            })
    void aQuestionThatIsNoneIsRefused(String body) throws IOException {
        assertThat(admin.send("POST", "/api/v1/explain", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pools/nope,pool: nope (expected: one of [shop])",
        "/api/v1/nope,path: /api/v1/nope",
        "/../../etc/passwd,path:",
        "/app.js/..%2f..%2fetc%2fpasswd,path:",
        "/%2e%2e/application.conf,path:",
        "/reference.conf,path:"
    })
    void whatIsNotThereIsNotFound(String path, String detail) throws IOException {
        Response response = admin.get(path);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
        assertThat(new JsonObject(response.body()).getString("detail")).startsWith(detail);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws IOException {
        Response response = admin.send("POST", "/api/v1/status", "{}");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow")).contains("GET");
    }

    @ParameterizedTest
    @CsvSource({"/,text/html", "/base.css,text/css", "/app.js,text/javascript", "/pages/pools.js,text/javascript"})
    void thePageComesFromTheProgramAndMayLoadNothingElse(String path, String type) throws IOException {
        Response response = admin.get(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Type")).startsWith(type);
        assertThat(response.field("Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.field("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.body()).contains("\n").doesNotContain("src=\"http", "@import", "import(", "//cdn");
    }
}
