package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCommandsTest {
    private static final String CHECKED = """
        { "problems": [], "warnings": [ "node a: x.conf:3: odd" ], "expected": 6,
          "differences": [ "route all: changed action (live)" ],
          "replay": { "text": "of the last 50,000 requests 412 would go to another pool", "examples": [ "GET a/: pool x → pool y" ] } }
        """;
    private static final String RULES = """
        { "revision": { "number": 7, "id": "3f2a91bc77" }, "trial": null, "slow": [ "c" ], "text": "revision 7 rules" }
        """;

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal();
    private AdminApi api;

    @BeforeEach
    void start() throws IOException {
        api = new AdminApi()
                .on("POST /api/v1/config/check", 200, CHECKED)
                .on("POST /api/v1/config/apply", 200, RULES)
                .on("POST /api/v1/config/rollback", 200, RULES)
                .on("GET /api/v1/config", 200, RULES)
                .on(
                        "GET /api/v1/config/diff",
                        200,
                        "{ \"differences\": [ \"limits: changed connections (live)\" ], \"text\": \"-a\\n+b\\n\" }")
                .on("GET /api/v1/config/revisions", 200, """
                    { "revisions": [ { "number": 7, "id": "3f2a91bc77", "at": "T", "author": "ops", "note": "why" } ] }
                    """);
        terminal.environment.put("SKEIN_ADMIN", api.url());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void applySendsTheFileWithItsIncludesAndShowsWhatChangesBeforeItCommits() throws IOException {
        Path file = Files.writeString(directory.resolve("new.conf"), "include \"more.conf\"\nskein {}");
        Files.writeString(directory.resolve("more.conf"), "x = 1");
        assertThat(terminal.skein("apply", file.toString(), "--note", "why", "--yes"))
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.err()).contains("warning: node a: x.conf:3: odd");
        assertThat(terminal.out())
                .contains("route all: changed action (live)", "412 would go", "  GET a/: pool x → pool y")
                .contains("revision 7 rules", "! node c does not run it yet");
        assertThat(api.asked).hasSize(2);
        assertThat(api.asked.getLast().body())
                .contains("\"more.conf\":\"x = 1\"", "\"note\":\"why\"", "\"expected\":6")
                .doesNotContain("canary");
    }

    @Test
    void nothingIsCommittedWithoutAYes() {
        assertThat(terminal.skein("apply")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.out()).contains("Commit it? [y/N]", "nothing was changed");
        assertThat(api.asked).hasSize(1);
    }

    @Test
    void problemsOfAnyNodeAreShownAndNothingIsAsked() {
        api.on("POST /api/v1/config/check", 200, "{ \"problems\": [ \"node b: x.conf:1: bad\" ] }");
        assertThat(terminal.skein("apply", "--yes")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("node b: x.conf:1: bad");
        assertThat(api.asked).hasSize(1);
    }

    @Test
    void aTrialIsWaitedForAndItsEndTold() {
        api.on("POST /api/v1/config/apply", 200, """
            { "revision": { "number": 6, "id": "aa" },
              "trial": { "node": "b", "endsAt": "T", "revision": { "number": 7, "id": "3f2a91bc77" } } }
            """);
        assertThat(terminal.skein("apply", "--yes", "--canary", "b", "--watch", "1s"))
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("node b tries it until T", "it went well: revision 7 rules");
        assertThat(api.asked.get(1).body()).contains("\"canary\":\"b\",\"watchMs\":1000");
        api.on("GET /api/v1/config", 200, "{ \"revision\": { \"number\": 6, \"id\": \"aa\" }, \"trial\": null }");
        assertThat(terminal.skein("apply", "--yes", "--canary", "b")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).contains("taken back");
        assertThat(terminal.skein("apply", "--yes", "--canary", "b", "--watch", "soon"))
                .isEqualTo(ExitCode.PROBLEMS);
    }

    @Test
    void whatANodeTriesIsCommittedBeforeItsEndOnceSomebodySaysSo() {
        assertThat(terminal.skein("apply", "--promote", "--yes")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("no node tries a configuration");
        api.on("GET /api/v1/config", 200, """
            { "revision": { "number": 6, "id": "aa" }, "trial": { "node": "b", "revision": { "number": 7, "id": "bb" } } }
            """);
        api.on("POST /api/v1/config/promote", 200, RULES);
        assertThat(terminal.skein("apply", "--promote")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.out()).contains("Commit revision 7, which node b tries, on all nodes? [y/N]");
        assertThat(terminal.skein("apply", "--promote", "--yes", "--note", "seen enough"))
                .isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body()).isEqualTo("{\"revision\":7,\"note\":\"seen enough\"}");
        assertThat(terminal.out()).contains("revision 7 rules");
        assertThat(terminal.skein("apply", "new.conf", "--promote")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("expected: alone");
    }

    /** It rolled the ruling revision back when the trial that it was to end had ended just before. */
    @Test
    void whatEndsATrialRollsNothingBack() {
        api.on("GET /api/v1/config", 200, "{ \"trial\": { \"node\": \"b\", \"revision\": { \"number\": 7 } } }")
                .version("GET /api/v1/config", "\"6.7\"");
        assertThat(terminal.skein("rollback")).isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().ifMatch()).isEqualTo("\"6.7\"");
        assertThat(terminal.skein("rollback", "--trial")).isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().ifMatch()).isEqualTo("\"6.7\"");
        assertThat(terminal.skein("rollback", "5", "--trial")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--trial: with REV 5");
        api.on("GET /api/v1/config", 200, RULES);
        assertThat(terminal.skein("rollback", "--trial")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--trial: no node tries a configuration");
        assertThat(api.asked.getLast().line()).isEqualTo("GET /api/v1/config");
    }

    @Test
    void rollbackDiffAndRevisionsSayWhatThereIs() {
        assertThat(terminal.skein("rollback", "5", "--note", "no")).isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body()).isEqualTo("{\"revision\":5,\"note\":\"no\"}");
        assertThat(terminal.skein("diff", "5")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("limits: changed connections (live)", "-a\n+b\n");
        assertThat(terminal.skein("revisions")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("  7  3f2a91bc  T   ops     why");
    }
}
