package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsCommandTest {
    private static final String EVENTS = """
        { "position": "a:1:2", "events": [
          { "node": "b", "life": 1, "seq": 2, "clock": "2.0", "at": "2026-11-21T10:31:03.000Z", "severity": "warning",
            "kind": "server-down", "subject": "shop/s1", "text": "3 probes failed", "by": null },
          { "node": "a", "life": 1, "seq": 1, "clock": "1.0", "at": "2026-11-21T10:31:02.000Z", "severity": "info",
            "kind": "server-state-wished", "subject": "shop/s1", "text": "drain", "by": "ops" } ] }
        """;

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal();

    @Test
    void theLatestEventComesLastAndTellsItsNode() throws IOException {
        try (AdminApi api = new AdminApi().on("GET /api/v1/events", 200, EVENTS)) {
            terminal.environment.put("SKEIN_ADMIN", api.url());
            assertThat(terminal.skein("events", "--node", "a", "--kind", "server-down", "--since", "2h"))
                    .isEqualTo(ExitCode.OK);
            assertThat(terminal.out().lines())
                    .containsExactly(
                            "2026-11-21T10:31:02.000Z  a  server-state-wished  shop/s1: drain (by ops)",
                            "2026-11-21T10:31:03.000Z  b  ! server-down  shop/s1: 3 probes failed");
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThat(terminal.skein("events", "--since", "noon")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("--since: noon (expected: 90s, 30m, 8h, 2d, or 2026-11-21T14:06:09Z)");
    }

    @Test
    void aDirectoryWithoutJournalsIsRefusedAndAnAlteredOneIsTold() throws IOException {
        assertThat(terminal.skein("journal", "verify", directory.toString())).isEqualTo(ExitCode.PROBLEMS);
        Path journal = Files.createDirectories(directory.resolve("journal"));
        assertThat(terminal.skein("journal", "verify", directory.toString())).isEqualTo(ExitCode.OK);
        Files.writeString(journal.resolve("a.jsonl"), "nonsense\n");
        assertThat(terminal.skein("journal", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).contains("a: 0 lines", "a.jsonl:1: no line of a journal: nonsense", "altered");
    }
}
