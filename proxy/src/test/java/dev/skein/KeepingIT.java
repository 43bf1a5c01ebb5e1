package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.ServerStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node remembers: counters of what is there, and the journal of what was. */
class KeepingIT {
    @TempDir
    Path directory;

    private String journal() throws IOException {
        Path file = directory.resolve("data/journal/test.jsonl");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<String> servers(Site site) {
        return site.node().metrics().servers().stream()
                .map(ServerStats::key)
                .map(key -> key.server())
                .toList();
    }

    /** Counters of all servers that there ever were used to be kept, and told, for ever. */
    @Test
    void countersOfServersThatAreGoneAreForgottenAndTheOthersGoOn() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, Wish.NONE, one, two)) {
            for (int i = 0; i < 4; i++) {
                site.get("/");
            }
            assertThat(servers(site)).hasSize(2);
            ServerStats kept = site.node().metrics().servers().stream()
                    .filter(stats -> stats.key().server().endsWith(":" + two.port()))
                    .findFirst()
                    .orElseThrow();
            site.reload(Wish.NONE, two);
            assertThat(servers(site)).containsExactly("127.0.0.1:" + two.port());
            assertThat(site.node().metrics().servers()).containsExactly(kept);
            site.get("/");
            assertThat(site.node().metrics().routes())
                    .extracting(route -> route.name())
                    .containsExactly("", "all");
        }
    }

    @Test
    void theJournalIsKeptOnDisk() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var site = Site.of(directory, Wish.NONE, one)) {
            Awaitility.await().until(() -> journal().contains("\"node-started\""));
            site.reload(Wish.pool("balance = nonsense"), one);
            Awaitility.await().until(() -> journal().contains("\"configuration-refused\""));
            assertThat(journal().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    @Test
    void tooFewHealthyServersAreToldAndSoIsTheEndOfIt() throws IOException {
        Wish wish = Wish.pool(
                "passive { consecutive-failures = 1, max-share = 1, base-ejection = 1s }\n" + "retry { attempts = 3 }");
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var three = ScriptedServer.answering("three");
                var site = Site.of(directory, wish, one, two, three)) {
            two.kill();
            three.kill();
            Awaitility.await().until(() -> {
                assertThat(site.get("/").status()).isEqualTo(200);
                return journal().contains("\"pool-panic\"");
            });
            assertThat(journal()).contains("(1 of 3)");
            Awaitility.await().until(() -> journal().contains("\"pool-calm\""));
        }
    }

    @Test
    void anExpressionThatIsGivenUpIsCounted() throws IOException {
        try (NodeUnderTest node = NodeUnderTest.start(directory, """
            skein.admin.bind = "127.0.0.1:0"
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [
              { name = slow, match { path-regex = "/(a+a+a+)+b" }, respond { body = slow } }
              { name = all, respond { body = all } } ]
            """)) {
            assertThat(metrics(node)).contains("skein_expressions_aborted_total 0");
            assertThat(RawClient.ask(node.port("http"), "GET /" + "a".repeat(100) + " HTTP/1.1\r\nHost: a.test\r\n\r\n")
                            .body())
                    .isEqualTo("all");
            assertThat(metrics(node)).contains("skein_expressions_aborted_total 1");
        }
    }

    /** Such a reload used to be called refused when all but the log was in effect already. */
    @Test
    void aLogThatCannotBeWrittenRefusesTheWholeReload() throws IOException {
        String tooLong = "}\nskein.access-log { format = pattern, pattern = \"" + "%{request.uri} ".repeat(20) + "\"";
        String nowhere = "}\nskein.access-log { output = file, file = /proc/nowhere/access.log";
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, Wish.NONE, one)) {
            for (String lines : List.of(tooLong, nowhere)) {
                site.reload(Wish.listener(lines), two);
                assertThat(site.get("/").body()).as("the former pool").isEqualTo("one");
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(journal())
                            .containsPattern("skein.conf:\\d+: skein.access-log.pattern: format: up to")
                            .containsPattern("skein.conf:\\d+: skein.access-log.file: "));
            site.reload(Wish.NONE, two);
            assertThat(site.get("/").body()).isEqualTo("two");
            two.kill();
        }
    }

    private static String metrics(NodeUnderTest node) throws IOException {
        return RawClient.ask(
                        node.adminPort(), "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + node.adminPort() + "\r\n\r\n")
                .body();
    }
}
