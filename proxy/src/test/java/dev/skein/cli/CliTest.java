package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
                "completion"
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
}
