package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TapCommandTest {
    private static final String EVENTS = """
        retry: 2000

        event: lines
        data: {"lines":[{"at":"2026-11-21T10:31:02.123Z","node":"b","client":"192.0.2.7","method":"GET","host":"shop.test","path":"/cart","query":"id=7","status":504,"end":"sH","reason":"the server was too slow","totalMs":30001.2,"route":"shop","pool":"shop","server":"s1","headers":[]}],"seen":9,"skipped":3,"watched":["a","b"],"silent":["c"]}

        event: bye
        data: {"reason":"ten minutes are over"}

        """;

    private final Terminal terminal = new Terminal();

    @Test
    void eachRequestIsALineAndWhatWasLeftOutIsCounted() throws IOException {
        try (AdminApi api = new AdminApi().on("GET /api/v1/tap", 200, EVENTS)) {
            terminal.environment.put("SKEIN_ADMIN", api.url());
            assertThat(terminal.skein("tap", "--pool", "shop", "--status", "500"))
                    .isEqualTo(ExitCode.OK);
            assertThat(terminal.out().strip())
                    .isEqualTo("2026-11-21T10:31:02.123Z  b  192.0.2.7  GET shop.test/cart?id=7  504 sH  30001.2 ms"
                            + "  shop shop/s1  (the server was too slow)");
            assertThat(terminal.err())
                    .contains("(watching a, b; no answer from c)", "(3 more)", "ten minutes are over");
        }
    }

    @Test
    void itEndsAfterSoManyLinesAndJsonIsAsTheNodeSaysIt() throws IOException {
        try (AdminApi api = new AdminApi().on("GET /api/v1/tap", 200, EVENTS)) {
            terminal.environment.put("SKEIN_ADMIN", api.url());
            assertThat(terminal.skein("tap", "--json", "--count", "1")).isEqualTo(ExitCode.OK);
            assertThat(terminal.out()).contains("\"path\":\"/cart\"");
            assertThat(terminal.err()).doesNotContain("ten minutes");
        }
    }

    @Test
    void aRefusalIsToldInTheNodesWords() throws IOException {
        String problem = "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"role: viewer of eve\"}";
        try (AdminApi api = new AdminApi().on("GET /api/v1/tap", 403, problem)) {
            terminal.environment.put("SKEIN_ADMIN", api.url());
            assertThat(terminal.skein("tap")).isEqualTo(ExitCode.NOT_ALLOWED);
            assertThat(terminal.err()).contains("role: viewer of eve");
        }
    }
}
