package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.AdminApi.Asked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminCommandsTest {
    private static final String POOLS = """
        { "scope": "a", "pools": [
          { "name": "shop", "state": "degraded", "balance": "round-robin", "serving": 1, "total": 2,
            "inFlight": 4, "failed": 3, "requestsPerSecond": 12.34, "latencyMs": { "p99": 12.0 },
            "servers": [
              { "pool": "shop", "id": "10.0.0.1:80", "state": "up", "weight": { "effective": 1 }, "inFlight": 4,
                "requests": 100, "failed": 3, "requestsPerSecond": 12.34, "latencyMs": { "p99": 12.0 },
                "health": { "reason": "2 checks passed" }, "admin": { "state": "ready" } },
              { "pool": "shop", "id": "shop.internal:80/10.0.0.2", "state": "draining",
                "weight": { "effective": 0 }, "inFlight": 0, "requests": 7, "failed": 0,
                "requestsPerSecond": 0, "latencyMs": null, "health": { "reason": "2 checks passed" },
                "admin": { "state": "drain", "by": "ops", "reason": "kernel update" } } ] },
          { "name": "api", "state": "up", "balance": "random", "serving": 1, "total": 1, "inFlight": 0,
            "failed": 0, "requestsPerSecond": 0, "latencyMs": null,
            "servers": [ { "pool": "api", "id": "10.0.0.1:80", "state": "up", "inFlight": 0 } ] } ] }
        """;

    private final Terminal terminal = new Terminal();
    private AdminApi api;

    @BeforeEach
    void start() throws IOException {
        api = new AdminApi().on("GET /api/v1/pools", 200, POOLS);
        terminal.environment.put("SKEIN_ADMIN", api.url());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void serversAreListedWithTheirStateAndWhy() {
        assertThat(terminal.skein("servers")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out().lines())
                .containsExactly(
                        "SERVER                          STATE     WEIGHT  IN FLIGHT  REQ/S  REQUESTS  FAILED  P99 MS "
                                + " WHY",
                        "shop/10.0.0.1:80                up             1          4   12.3       100       3      12 "
                                + " 2 checks passed",
                        "shop/shop.internal:80/10.0.0.2  draining       0          0      0         7       0       - "
                                + " by ops: kernel update",
                        "api/10.0.0.1:80                 up             -          0      -         -       -       - "
                                + " -",
                        "figures: of node a alone");
    }

    @Test
    void routesAreListedInTheOrderInWhichTheyAreTried() {
        api.on("GET /api/v1/routes", 200, """
            { "scope": "b", "routes": [
              { "name": "beta", "state": "up", "match": [ "path prefix /", "header x-beta: 1" ], "failed": 0,
                "requestsPerSecond": 1.5, "latencyMs": { "p99": 12.0 }, "action": { "text": "pool beta" } },
              { "name": "rest", "state": "down", "match": [], "failed": 3, "requestsPerSecond": 0,
                "latencyMs": null, "action": { "text": "pool shop" } } ] }
            """);
        assertThat(terminal.skein("routes")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out().lines())
                .containsExactly(
                        "ROUTE  STATE  REQ/S  FAILED  P99 MS  TO         MATCHES",
                        "beta   up       1.5       0      12  pool beta  path prefix /, header x-beta: 1",
                        "rest   down       0       3       -  pool shop  everything",
                        "figures: of node b alone");
        assertThat(terminal.skein("routes", "--json")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("\"name\" : \"beta\"");
    }

    /** Without a terminal it is printed once. */
    @Test
    void topIsPrintedOnceWhereThereIsNoTerminal() {
        api.on("GET /api/v1/picture", 200, TopScreenTest.PICTURE);
        assertThat(terminal.skein("top", "--sort", "name")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out())
                .contains("skein edge degraded")
                .contains("shop/10.0.2.11:8080")
                .doesNotContain("\033");
        assertThat(terminal.skein("top", "--json")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).startsWith("{").contains("\"sentence\"");
        assertThat(terminal.skein("top", "--interval", "0")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--interval: 0.0 (expected: 0.2 to 60)");
    }

    @Test
    void jsonIsPassedOnAsItIs() {
        assertThat(terminal.skein("servers", "--json")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("\"id\" : \"shop.internal:80/10.0.0.2\"");
    }

    @Test
    void drainPutsTheStateOfEachServerNamed() {
        String path = "/api/v1/pools/shop/servers/shop.internal%3A80%2F10.0.0.2/admin-state";
        api.on("PUT " + path, 200, """
            { "pool": "shop", "id": "shop.internal:80/10.0.0.2", "state": "draining", "inFlight": 5 }\
            """);
        assertThat(terminal.skein("drain", "shop.internal:80/10.0.0.2", "--reason", "kernel"))
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).isEqualToIgnoringNewLines("shop/shop.internal:80/10.0.0.2: draining, 5 in flight");
        assertThat(api.asked.getLast())
                .isEqualTo(new Asked("PUT " + path, "{\"state\":\"drain\",\"reason\":\"kernel\"}", "", ""));
    }

    @Test
    void aWishMayEndByItself() {
        String path = "/api/v1/pools/shop/servers/shop.internal%3A80%2F10.0.0.2/weight";
        api.on("PUT " + path, 200, """
            { "pool": "shop", "id": "shop.internal:80/10.0.0.2", "weight": { "effective": 3 } }\
            """);
        assertThat(terminal.skein("weight", "shop.internal:80/10.0.0.2", "3", "--for", "30m"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body()).isEqualTo("{\"weight\":3,\"reason\":null,\"expiresInMs\":1800000}");
        assertThat(terminal.skein("drain", "shop.internal:80/10.0.0.2", "--for", "90"))
                .isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--for: 90 (expected: a time from 1s to 24d, like 30m)");
    }

    @Test
    void anIdThatTwoPoolsHaveNeedsItsPool() {
        assertThat(terminal.skein("maintenance", "10.0.0.1:80")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("10.0.0.1:80 (expected: one of [shop/10.0.0.1:80, api/10.0.0.1:80])");
    }

    @Test
    void oneMisspeltNameChangesNothing() {
        assertThat(terminal.skein("drain", "shop/10.0.0.1:80", "shop/nowhere")).isEqualTo(ExitCode.FAILED);
        assertThat(api.asked).extracting(Asked::line).containsExactly("GET /api/v1/pools");
    }

    @Test
    void aWholePoolIsMeantByItsStar() {
        api.on(
                "PUT /api/v1/pools/api/servers/10.0.0.1%3A80/admin-state",
                200, "{\"pool\":\"api\",\"id\":\"10.0.0.1:80\"}");
        assertThat(terminal.skein("ready", "api/*")).isEqualTo(ExitCode.OK);
    }

    @Test
    void weightOutOfRangeNeverReachesTheNode() {
        assertThat(terminal.skein("weight", "api/10.0.0.1:80", "300")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("weight: 300 (expected: 0 to 256)");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void weightWithoutANumberIsTheConfiguredOneAgain() {
        String path = "/api/v1/pools/api/servers/10.0.0.1%3A80/weight";
        api.on("PUT " + path, 200, "{\"pool\":\"api\",\"id\":\"10.0.0.1:80\",\"weight\":{\"effective\":1}}");
        assertThat(terminal.skein("weight", "api/10.0.0.1:80")).isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body()).isEqualTo("{\"weight\":null,\"reason\":null}");
    }

    @Test
    void aProblemIsToldInItsOwnWords() {
        api.on("GET /api/v1/pools/shpo", 404, "{\"title\":\"Not Found\",\"detail\":\"pool: shpo (expected: shop)\"}");
        assertThat(terminal.skein("servers", "shpo")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).isEqualToIgnoringNewLines("skein: pool: shpo (expected: shop)");
    }

    @Test
    void aUserComesWithThePasswordOfTheEnvironment() {
        terminal.environment.put("SKEIN_PASSWORD", "secret");
        assertThat(terminal.skein("servers", "--user", "ops")).isEqualTo(ExitCode.OK);
        String expected = Base64.getEncoder().encodeToString("ops:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(api.asked.getLast().authorization()).isEqualTo("Basic " + expected);
    }

    @Test
    void notBeingAllowedHasItsOwnExitCode() {
        api.on("GET /api/v1/pools", 401, "{\"title\":\"Unauthorized\"}");
        assertThat(terminal.skein("servers")).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(terminal.err()).contains("Unauthorized");
    }

    @Test
    void noNodeHasItsOwnExitCode() {
        api.close();
        assertThat(terminal.skein("status")).isEqualTo(ExitCode.NO_NODE);
        assertThat(terminal.err()).contains("no node answers at " + api.url());
    }

    @Test
    void somethingElseThanANodeIsNoted() {
        api.on("GET /api/v1/pools", 200, "<html>");
        assertThat(terminal.skein("servers")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("not as a Skein node does");
    }

    @Test
    void anAddressThatIsNoneIsWrongUsage() {
        assertThat(terminal.skein("servers", "--admin", "localhost:9090")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("localhost:9090 (expected: http://HOST:PORT");
    }

    @Test
    void statusShowsTroubleAndWhatIsNotKnownAsADash() {
        api.on("GET /api/v1/status", 200, """
            { "scope": "edge-a", "node": { "id": "edge-a", "state": "ready", "version": "0.1.0", "java": "25", "uptimeMs": 183000 },
              "transport": { "kind": "epoll", "codec": "lean", "eventLoops": 2 },
              "configuration": { "file": "a.conf", "revision": 3, "loadedAt": "now",
                                 "refused": { "at": "then", "problems": [ "a.conf:1: no" ] } },
              "listeners": [ { "name": "http", "address": "0.0.0.0:80", "tls": true, "connections": null } ],
              "traffic": { "requests": 7, "failed": 0, "requestsPerSecond": 1.25, "inFlight": 0,
                           "latencyMs": { "p50": 1.2, "p99": 3.4 } },
              "memory": { "heapUsedBytes": 1536, "heapMaxBytes": 1048576, "directUsedBytes": null },
              "trouble": [ "pool shop: 1 of 2 servers serves" ] }
            """);
        assertThat(terminal.skein("status")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out())
                .contains("node edge-a: ready for 3 min 3 s, skein 0.1.0, Java 25, epoll, lean codec, 2 event loops")
                .contains("! refused at then: a.conf:1: no")
                .contains("p50 1.2 ms, p99 3.4 ms")
                .contains("heap 1.5 KiB of 1.0 MiB")
                .contains("http      0.0.0.0:80  yes            -")
                .contains("shop  degraded  1 of 2   round-robin   12.3")
                .contains("figures: of node edge-a alone")
                .endsWith("! pool shop: 1 of 2 servers serves" + System.lineSeparator());
    }

    @Test
    void explainAsksWithTheHeadersAndTellsTheWay() {
        api.on("POST /api/v1/explain", 200, """
            { "route": "shop", "considered": [ { "route": "old", "matched": false, "why": "host: other" },
                                               { "route": "shop", "matched": true, "why": "path prefix /" } ],
              "action": "pool shop", "pool": "shop", "server": "a", "why": "the fewest in flight",
              "candidates": [ { "server": "a", "eligible": true, "why": "up" } ] }
            """);
        assertThat(terminal.skein("explain", "http://x/y", "-X", "POST", "-H", "A: 1", "-H", "A: 2"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body())
                .isEqualTo("{\"method\":\"POST\",\"url\":\"http://x/y\",\"headers\":{\"A\":[\"1\",\"2\"]}}");
        assertThat(terminal.out().lines())
                .containsExactly(
                        "route old no: host: other",
                        "route shop matches: path prefix /",
                        "→ pool shop",
                        "server a may: up",
                        "→ server a: the fewest in flight");
    }
}
