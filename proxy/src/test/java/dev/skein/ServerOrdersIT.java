package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator has one node do with a server is done by the other one, too. */
@Tag("long") // of its time, not of what it needs
class ServerOrdersIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int USERS = 24;

    @TempDir
    Path directory;

    private static String text(ScriptedServer one, ScriptedServer two) {
        return """
            skein.pools.shop {
              servers = [ { id = one, address = %s }, { id = two, address = %s } ]
              health { path = /, interval = 10m }
              affinity { mode = header, name = x-user }
              passive { consecutive-failures = 1, max-share = 1, base-ejection = 10m, max-ejection = 10m }
            }
            skein.routes = [ { name = shop, pool = shop } ]
            skein.listeners.http { bind = "127.0.0.1:0" }
            """.formatted(one.address(), two.address());
    }

    private static JsonObject order(Trio trio, String server, String what) {
        return trio.send("a", "POST", "/api/v1/pools/shop/servers/" + server + "/" + what, new JsonObject());
    }

    private static JsonObject server(Trio trio, String node, String server) {
        return trio.get(node, "/api/v1/pools/shop/servers/" + server);
    }

    private static String answer(Trio trio, String node, String user) {
        try {
            return RawClient.ask(
                            trio.node(node).port("http"),
                            "GET / HTTP/1.1\r\nHost: a.test\r\nX-User: " + user + "\r\n\r\n")
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who answers each user by that node. */
    private static Map<String, String> answers(Trio trio, String node) {
        Map<String, String> answers = new TreeMap<>();
        for (int i = 0; i < USERS; i++) {
            answers.put("user-" + i, answer(trio, node, "user-" + i));
        }
        return answers;
    }

    @Test
    void sessionsLeaveAServerChecksAreMadeAndEjectionsEndOnBothNodes() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var trio = new Trio(directory, text(one, two)).start("a", "b")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(List.of("a", "b"))
                            .allMatch(id ->
                                    server(trio, id, "one").getString("state").equals("up")
                                            && server(trio, id, "two")
                                                    .getString("state")
                                                    .equals("up")
                                            && trio.get(id, "/api/v1/cluster")
                                                            .getJsonArray("nodes")
                                                            .size()
                                                    == 2));
            sessions(trio);
            checks(trio);
            one.kill();
            ejections(trio);
        }
    }

    private static void sessions(Trio trio) {
        Map<String, String> before = answers(trio, "b");
        assertThat(before).containsValue("one").containsValue("two");
        int on = (int) before.values().stream().filter("one"::equals).count();
        answer(trio, "a", "user-0");
        await().atMost(SOON).untilAsserted(() -> {
            JsonObject pool =
                    Trio.objects(trio.get("a", "/api/v1/sessions"), "pools").getFirst();
            JsonObject first = Trio.objects(pool, "servers").getFirst();
            assertThat(first.getJsonObject("nodes").getInteger("b")).isEqualTo(on);
            assertThat(first.getInteger("atLeast")).isEqualTo(on);
            assertThat(first.getInteger("sessions")).isBetween(on, on + 1);
        });
        assertThat(order(trio, "one", "unbind-sessions").getInteger("unboundHere"))
                .isBetween(0, 1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(answers(trio, "b").values()).containsOnly("two"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(answers(trio, "a").values()).containsOnly("two"));
    }

    private static void checks(Trio trio) {
        String before = server(trio, "b", "two").getJsonObject("lastCheck").getString("at");
        order(trio, "two", "probe");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server(trio, "b", "two")
                                .getJsonObject("lastCheck")
                                .getString("at"))
                        .isNotEqualTo(before));
    }

    private static void ejections(Trio trio) {
        // New sessions: the known ones have left that server.
        await().atMost(SOON).until(() -> {
            answer(trio, "b", "another-" + System.identityHashCode(new Object()));
            return server(trio, "b", "one").getString("state").equals("ejected");
        });
        order(trio, "one", "reset-ejection");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of("a", "b"))
                        .noneMatch(
                                id -> server(trio, id, "one").getString("state").equals("ejected")));
    }
}
