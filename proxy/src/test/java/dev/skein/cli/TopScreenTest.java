package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.TopScreen.Frame;
import dev.skein.cli.TopScreen.View;
import dev.skein.cli.TopServers.Sort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopScreenTest {
    static final String PICTURE = """
        { "overview": { "cluster": "edge", "state": "degraded",
            "sentence": "2 of 3 nodes up; 0 of 1 pool whole, 2 of 3 servers serving; 203.0.113.10 on a.",
            "traffic": { "requestsPerSecond": 812.54, "failedPerSecond": 0.2, "inFlight": 9,
                         "latencyMs": { "p50": 1.2, "p90": 3.4, "p99": 12.0 } },
            "capacity": { "requestsPerSecond": 1890, "used": 0.43, "ifLost": [] },
            "nodes": [
              { "id": "a", "self": true, "state": "present", "holds": [ "203.0.113.10" ],
                "report": { "requestsPerSecond": 500.0, "failedPerSecond": 0, "inFlight": 5, "cpu": 0.25,
                            "heapUsedBytes": 31000000, "loopLagMs": 0.4, "latencyMs": { "p99": 11.0 } } },
              { "id": "b", "self": false, "state": "gone", "holds": [], "report": null } ],
            "trouble": [ { "level": "error", "text": "node b is gone: died" },
                         { "level": "warning", "text": "pool shop: 2 of 3 servers serve" } ] },
          "order": [ "shop", "shop/10.0.2.11:8080", "shop/10.0.2.12:8080", "shop/10.0.2.13:8080" ],
          "rows": {
            "shop": { "name": "shop", "state": "degraded" },
            "shop/10.0.2.11:8080": { "pool": "shop", "id": "10.0.2.11:8080", "state": "up",
              "weight": { "effective": 1 }, "health": { "reason": "2 checks passed" }, "admin": { "state": "ready" } },
            "shop/10.0.2.12:8080": { "pool": "shop", "id": "10.0.2.12:8080", "state": "down",
              "weight": { "effective": 0 }, "health": { "reason": "3 checks failed: connection \\u001b[2J refused" },
              "admin": { "state": "ready" } },
            "shop/10.0.2.13:8080": { "pool": "shop", "id": "10.0.2.13:8080", "state": "draining",
              "weight": { "effective": 0 }, "health": { "reason": "2 checks passed" },
              "admin": { "state": "drain", "by": "ops", "reason": "kernel" } } },
          "figures": { "shop": [ 812.5, 0.2, 9, 1.2, 3.4, 12.0 ],
            "shop/10.0.2.11:8080": [ 800.0, 0.1, 8, 1.2, 3.4, 12.0 ],
            "shop/10.0.2.12:8080": [ 0, 0.2, 0, null, null, null ],
            "shop/10.0.2.13:8080": [ 12.5, 0, 1, 2.0, 30.5, 31.0 ] },
          "checks": {} }
        """;

    private static List<String> lines(int columns, int rows, Sort sort, int first) {
        return TopScreen.lines(
                new Frame(new JsonObject(PICTURE), "14:03:07", ""), new View(columns, rows, sort, first, "", false));
    }

    @Test
    void eightyColumnsAndTwentyFourLines() {
        List<String> lines = lines(80, 24, Sort.RATE, 0);
        assertThat(lines).hasSize(24).allMatch(line -> line.length() <= 80);
        assertThat(lines.subList(0, 15))
                .containsExactly(
                        "skein edge degraded  14:03:07",
                        "2 of 3 nodes up; 0 of 1 pool whole, 2 of 3 servers serving; 203.0.113.10 on a.",
                        "812.5 requests/s, 0.2 failed/s, 9 in flight, p50 1.2 p99 12 ms, 43 % of what th…",
                        "! node b is gone: died",
                        "! pool shop: 2 of 3 servers serve",
                        "",
                        "NODE  STATE    REQ/S  FAIL/S  FLIGHT   CPU  LAG MS  HOLDS",
                        "a*    present    500       0       5  25 %     0.4  203.0.113.10",
                        "b     gone         -       -       -     -       -  -",
                        "",
                        "SERVER               STATE     REQ/S  FAIL/S  FLIGHT  P95 MS  WHY",
                        "shop/10.0.2.11:8080  up          800     0.1       8     3.4  -",
                        "shop/10.0.2.13:8080  draining   12.5       0       1    30.5  by ops: kernel",
                        "shop/10.0.2.12:8080  down          0     0.2       0       -  3 checks failed: …",
                        "");
        assertThat(lines.getLast()).isEqualTo("sorted by rate; keys: r rate f failed i in flight l p95 n name, q quit");
    }

    @Test
    void twoHundredColumnsAndFiftyLines() {
        List<String> lines = lines(200, 50, Sort.LATENCY, 0);
        assertThat(lines).hasSize(50).allMatch(line -> line.length() <= 200);
        assertThat(lines)
                .contains(
                        "NODE  STATE    REQ/S  FAIL/S  FLIGHT   CPU      HEAP  LAG MS  P99  HOLDS",
                        "a*    present    500       0       5  25 %  29.6 MiB     0.4   11  203.0.113.10",
                        "SERVER               STATE     WEIGHT  REQ/S  FAIL/S  FLIGHT  P50   P95  P99 MS  WHY",
                        "shop/10.0.2.12:8080  down           0      0     0.2       0    -     -       -  "
                                + "3 checks failed: connection ?[2J refused");
        assertThat(lines.get(11)).startsWith("shop/10.0.2.13:8080");
    }

    @Test
    void whatHasNoRoomIsScrolledTo() {
        List<String> lines = lines(80, 14, Sort.NAME, 0);
        assertThat(lines).hasSize(14);
        assertThat(lines.get(11)).startsWith("shop/10.0.2.11:8080");
        assertThat(lines.get(12)).startsWith("shop/10.0.2.12:8080");
        assertThat(lines.getLast())
                .startsWith("1-2 of 3, sorted by name; keys: ")
                .endsWith("q quit");
        assertThat(lines(80, 14, Sort.NAME, 1).get(11)).startsWith("shop/10.0.2.12:8080");
        assertThat(lines(80, 14, Sort.NAME, 99).get(12)).startsWith("shop/10.0.2.13:8080");
        assertThat(lines(20, 3, Sort.NAME, 0)).hasSize(3).allMatch(line -> line.length() <= 20);
    }

    @Test
    void onAScreenWithoutBoundsThereIsNoFooterAndNoColour() {
        List<String> lines = lines(200, 0, Sort.FAILED, 0);
        assertThat(lines).noneMatch(line -> line.contains("\033") || line.contains("sorted by"));
        assertThat(lines.get(11)).startsWith("shop/10.0.2.12:8080");
    }

    @Test
    void coloursOnlyRepeatWhatWordsSay() {
        Frame frame = new Frame(new JsonObject(PICTURE), "14:03:07", "no node answers");
        List<String> plain = TopScreen.lines(frame, new View(120, 40, Sort.RATE, 0, "", false));
        List<String> coloured = TopScreen.lines(frame, new View(120, 40, Sort.RATE, 0, "", true));
        assertThat(coloured.stream().map(line -> line.replaceAll("\033\\[[0-9]*m", "")))
                .isEqualTo(plain);
        assertThat(coloured).contains("\033[31m! no answer since then: no node answers\033[0m");
        assertThat(coloured).anyMatch(line -> line.startsWith("\033[31mshop/10.0.2.12:8080"));
    }

    @Test
    void oneOfManyPoolsMayBeLookedAt() {
        Frame frame = new Frame(new JsonObject(PICTURE), "14:03:07", "");
        assertThat(TopScreen.lines(frame, new View(120, 0, Sort.RATE, 0, "api", false)))
                .noneMatch(line -> line.startsWith("shop/"));
    }

    @Test
    void fiveHundredServersFitOnAScreen() {
        JsonObject picture = new JsonObject(PICTURE);
        JsonArray order = picture.getJsonArray("order");
        for (int i = 0; i < 500; i++) {
            String key = "shop/s" + i;
            order.add(key);
            picture.getJsonObject("rows").put(key, picture.getJsonObject("rows").getJsonObject("shop/10.0.2.11:8080"));
        }
        List<String> lines = TopScreen.lines(new Frame(picture, "", ""), new View(200, 50, Sort.RATE, 100, "", false));
        assertThat(lines).hasSize(50);
        assertThat(lines.getLast()).startsWith("101-138 of 503, sorted by rate");
    }
}
