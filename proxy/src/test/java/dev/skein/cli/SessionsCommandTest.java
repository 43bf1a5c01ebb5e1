package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SessionsCommandTest {
    private static final String POOLS = """
        {"scope":"a","pools":[{"pool":"shop","mode":"app-cookie","name":"sid","servers":[{"server":"s1","sessions":3,"atLeast":3},{"server":"s2","sessions":9,"atLeast":5}]}]}
        """;

    private final Terminal terminal = new Terminal();

    @Test
    void sessionsAreCountedFoundAndUnbound() throws IOException {
        try (AdminApi api = new AdminApi()
                .on("GET /api/v1/sessions", 200, POOLS)
                .on("POST /api/v1/sessions/find", 200, "{\"server\":\"s1\",\"why\":\"bound\"}")
                .on("POST /api/v1/pools/shop/sessions/unbind", 200, "{\"from\":\"s1\",\"to\":\"s2\"}")) {
            terminal.environment.put("SKEIN_ADMIN", api.url());
            assertThat(terminal.skein("sessions")).isEqualTo(ExitCode.OK);
            assertThat(terminal.out()).contains("shop (app-cookie sid)", "s1  3\n", "s2  5 to 9");
            assertThat(terminal.skein("sessions", "shop", "--value", "abc")).isEqualTo(ExitCode.OK);
            assertThat(terminal.out()).contains("s1: bound");
            assertThat(terminal.skein("sessions", "shop", "--value", "abc", "--unbind"))
                    .isEqualTo(ExitCode.OK);
            assertThat(terminal.out()).contains("was on s1, goes to s2 now");
            api.on("POST /api/v1/pools/shop/servers/s1/unbind-sessions", 200, "{\"unboundHere\":3}");
            assertThat(terminal.skein("sessions", "shop", "--server", "s1", "--unbind", "--reason", "leak"))
                    .isEqualTo(ExitCode.OK);
            assertThat(api.asked.getLast().body()).isEqualTo("{\"reason\":\"leak\"}");
            assertThat(terminal.out()).contains("all sessions leave s1", "3 were remembered");
        }
        assertThat(terminal.skein("sessions", "shop", "--unbind")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.skein("sessions", "shop", "--server", "s1")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(terminal.err()).contains("expected: with POOL and --unbind");
    }
}
