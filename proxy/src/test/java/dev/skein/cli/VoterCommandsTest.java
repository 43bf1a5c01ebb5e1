package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoterCommandsTest {
    private static final String VOTERS = """
        { "heard": false, "text": "1 of 2 voters are heard (a); a majority is 2", "without": "roles wait",
          "roles": [ { "role": "acme", "holder": null, "term": null },
                     { "role": "schedules", "holder": "b", "term": 7 } ],
          "voters": [ { "id": "a", "heard": true, "admitted": true },
                      { "id": "b", "heard": false, "admitted": true } ] }
        """;

    private final Terminal terminal = new Terminal();
    private AdminApi api;

    @BeforeEach
    void start() throws IOException {
        api = new AdminApi()
                .on("GET /api/v1/voters", 200, VOTERS)
                .on("POST /api/v1/voters", 200, VOTERS)
                .on("DELETE /api/v1/voters/b", 503, "{\"detail\":\"nothing was changed: too few\"}")
                .on("POST /api/v1/quorum/force", 200, VOTERS)
                .on("GET /api/v1/nodes", 200, "{ \"nodes\": [] }")
                .on("GET /api/v1/cluster", 200, "{ \"quorum\": " + VOTERS + " }");
        terminal.environment.put("SKEIN_ADMIN", api.url());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void votersAreListedWithWhetherTheyAreHeardAndWhatWaits() {
        assertThat(terminal.skein("voters")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out().lines().map(String::strip))
                .containsExactly(
                        "VOTER  HEARD  COUNTS",
                        "a      yes    yes",
                        "b      no     yes",
                        "1 of 2 voters are heard (a); a majority is 2",
                        "! roles wait");
    }

    @Test
    void votersAreAddedAndRemovedByName() {
        assertThat(terminal.skein("voters", "add", "d")).isEqualTo(ExitCode.OK);
        assertThat(api.asked.getLast().body()).isEqualTo("{\"node\":\"d\"}");
        assertThat(terminal.skein("voters", "remove", "b")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("nothing was changed: too few");
    }

    @Test
    void aQuorumIsForcedByTypingTheClustersName() {
        terminal.typed = "edge\n";
        assertThat(terminal.skein("quorum", "force")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("1 of 2 voters are heard (a)", "Type the cluster's name to go on: ");
        assertThat(api.asked.getLast().body()).isEqualTo("{\"confirm\":\"edge\"}");
    }

    @Test
    void nothingIsForcedWhenNothingIsTyped() {
        assertThat(terminal.skein("quorum", "force")).isEqualTo(ExitCode.PROBLEMS);
        assertThat(api.asked).noneMatch(asked -> asked.line().startsWith("POST"));
    }

    @Test
    void nodesTellsWhoHasWhichRole() {
        assertThat(terminal.skein("nodes")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out().lines()).contains("acme: nobody", "schedules: b, term 7", "! roles wait");
    }
}
