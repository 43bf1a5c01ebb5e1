package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private final Terminal terminal = new Terminal();

    @Test
    void withoutACommandTheUsageIsShownAndItIsWrong() {
        assertThat(terminal.skein()).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("Usage: skein", "run", "demo", "drain", "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "check",
                "demo",
                "status",
                "servers",
                "drain",
                "ready",
                "maintenance",
                "weight",
                "explain",
                "version",
                "hash-password",
                "completion",
                "roll",
                "drill",
                "cluster"
            })
    void everyCommandHasHelp(String command) {
        assertThat(terminal.skein("help", command)).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("Usage: skein " + command);
    }

    @Test
    void theTrainingRunIsNotShown() {
        assertThat(terminal.skein("help")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).doesNotContain("train");
    }

    @Test
    void aMisspeltCommandIsSuggested() {
        assertThat(terminal.skein("drian")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("drian").contains("drain");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(terminal.skein("status", "--adnim", "x")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--adnim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run -c some/site.conf", "run --config some/site.conf", "run --config=some/site.conf"})
    void runHandsTheFileToTheNodeAndEndsAsItDoes(String line) {
        terminal.nodeEnds = 2;
        assertThat(terminal.skein(line.split(" "))).isEqualTo(2);
        assertThat(terminal.runs)
                .singleElement()
                .satisfies(run -> assertThat(run.config()).isEqualTo(Path.of("some/site.conf")));
    }

    @Test
    void checkPrintsEveryProblemAndEndsWithTwo(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), """
            skein {
              listeners { http { bnid = "0.0.0.0:8080" } }
              pools { shop { servers = [ "a:80" ], balance = least-connection } }
            }
            """);
        assertThat(terminal.skein("check", "-c", file.toString())).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err())
                .contains("bad.conf:2: ", "bnid", "bad.conf:3: ", "did you mean 'least-connections'?");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void checkOfAGoodFileSaysWhatIsInIt(@TempDir Path directory) throws IOException {
        Path file;
        try (Workshop workshop = new Workshop(Files.createDirectory(directory.resolve("w")))) {
            file = workshop.write(8080, 9090, Map.of("red", 8081, "blue", 8082));
            assertThat(terminal.skein("check", "-c", file.toString())).isEqualTo(ExitCode.OK);
        }
        assertThat(terminal.err())
                .as("the demo's configuration is without a doubt")
                .isEmpty();
        assertThat(terminal.out()).isEqualToIgnoringNewLines(file + ": ok (listeners: 1, routes: 1, pools: 1)");
    }

    @Test
    void runHasADefaultFile() {
        assertThat(terminal.skein("run")).isEqualTo(ExitCode.OK);
        assertThat(terminal.runs)
                .singleElement()
                .satisfies(run -> assertThat(run.config()).isEqualTo(Path.of("conf/skein.conf")));
    }

    @Test
    void versionNamesJava() {
        assertThat(terminal.skein("version")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).startsWith("skein ").contains("Java 2");
    }

    @Test
    void completionIsAScriptForAllCommands() {
        assertThat(terminal.skein("completion")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("complete -F", "maintenance", "hash-password");
    }

    /** What a running node is asked is there for people and for programs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status", "servers", "nodes", "routes", "sessions", "events", "tap", "apply", "diff", "rollback",
                "drain", "ready", "maintenance", "weight", "move-ip", "voters", "top", "explain", "revisions", "keys",
                "certificates"
            })
    void everyCommandForANodeTakesJsonAndIsCompleted(String command) {
        assertThat(terminal.skein(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("--json", "--admin");
        assertThat(terminal.skein("completion")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("_picocli_skein_" + command.replace("-", "") + "()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"roll nodes", "drill run", "drill list", "certificates renew"})
    void soDoTheirParts(String command) {
        String[] words = (command + " --help").split(" ", -1);
        assertThat(terminal.skein(words)).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("--json");
    }

    @Test
    void whereNoNodeAnswersItSaysWhatToDo() {
        assertThat(terminal.skein("status", "--admin", "http://127.0.0.1:1")).isEqualTo(ExitCode.NO_NODE);
        assertThat(terminal.err())
                .contains("no node answers at http://127.0.0.1:1")
                .contains("is the admin listener on? skein run -c FILE, or --admin URL for another node");
    }

    @Test
    void aHashedPasswordVerifies() {
        terminal.typed = "correct horse\n";
        assertThat(terminal.skein("hash-password", "--stdin")).isEqualTo(ExitCode.OK);
        byte[] hash = terminal.out().strip().getBytes(StandardCharsets.US_ASCII);
        assertThat(BCrypt.verifyer()
                        .verify(
                                "correct horse".toCharArray(),
                                new String(hash, StandardCharsets.US_ASCII).toCharArray())
                        .verified)
                .isTrue();
    }

    @Test
    void aPasswordThatBcryptWouldCutIsRefused() {
        terminal.typed = "x".repeat(73);
        assertThat(terminal.skein("hash-password", "--stdin")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("password: 73 bytes (expected: 1 to 72)");
    }

    /** It used to be an unknown option, or to ask for the parameters that one wanted to read about. */
    @ParameterizedTest
    @ValueSource(
            strings = {"run", "check", "demo", "status", "servers", "drain", "ready", "weight", "explain", "cluster"})
    void everyCommandHelpsWhenAskedInItsOwnWords(String command) {
        assertThat(terminal.skein(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).startsWith("Usage: skein " + command).contains("--help");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void noLineOfHelpIsBrokenWithinAnAddressOrAKey() {
        terminal.skein("help");
        assertThat(terminal.out().lines()).noneMatch(line -> line.endsWith("127.") || line.endsWith("skein."));
    }
}
