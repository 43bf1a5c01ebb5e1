package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import dev.skein.vip.HookResult.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HooksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Hooks hooks = new Hooks(Ticker.SYSTEM);

    private HookResult run(Duration limit, String... command) {
        return hooks.run("203.0.113.10", List.of(command), Map.of("SKEIN_ADDRESS", "203.0.113.10"), limit)
                .join();
    }

    @Test
    void argumentsAreNoShellsAndFactsAreInTheEnvironment() {
        HookResult echo = run(PATIENCE, "/bin/echo", "$HOME; exit 3", "*");
        assertThat(echo.isGood()).isTrue();
        assertThat(echo.output()).isEqualTo("$HOME; exit 3 *\n");
        assertThat(run(PATIENCE, "/usr/bin/printenv", "SKEIN_ADDRESS").output()).isEqualTo("203.0.113.10\n");
        HookResult failed = run(PATIENCE, "/bin/ls", "/no such file");
        assertThat(failed.isGood()).isFalse();
        assertThat(failed.output()).contains("no such file");
        assertThat(failed.toString()).startsWith("/bin/ls /no such file: ended with 2 after ");
    }

    @Test
    void whatTakesTooLongIsKilledWithItsChildren() {
        HookResult slow = run(Duration.ofMillis(100), "/bin/sh", "-c", "sleep 60; echo never");
        assertThat(slow.end()).isEqualTo(End.KILLED);
        assertThat(slow.output()).isEmpty();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(each -> each.info().command().orElse("").endsWith("sleep")))
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsSaid() {
        HookResult none = run(PATIENCE, "/no/such/program", "now");
        assertThat(none.end()).isEqualTo(End.NOT_STARTED);
        assertThat(none.toString())
                .startsWith("/no/such/program now: was not started: ")
                .contains("/no/such/program");
    }

    @Test
    void outputIsBounded() {
        HookResult much = run(PATIENCE, "/usr/bin/head", "-c", "1000000", "/dev/zero");
        assertThat(much.isGood()).isTrue();
        assertThat(much.output()).hasSize(Hooks.MOST_OUTPUT);
    }

    @Test
    void thoseOfOneAddressRunOneAfterTheOther(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        CompletableFuture<HookResult> slow =
                hooks.run("a", List.of("/bin/sh", "-c", "sleep 0.3; echo first >> " + log), Map.of(), PATIENCE);
        CompletableFuture<HookResult> other =
                hooks.run("b", List.of("/bin/sh", "-c", "echo other >> " + log), Map.of(), PATIENCE);
        CompletableFuture<HookResult> next =
                hooks.run("a", List.of("/bin/sh", "-c", "echo second >> " + log), Map.of(), PATIENCE);
        CompletableFuture.allOf(slow, other, next).join();
        assertThat(Files.readAllLines(log).stream().filter(line -> !line.equals("other")))
                .containsExactly("first", "second");
    }
}
