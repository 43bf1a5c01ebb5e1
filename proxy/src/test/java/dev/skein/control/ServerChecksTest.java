package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.ServerChecks.Check;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerChecksTest {
    private static ServerReport server(String id, boolean watched, @Nullable ProbeNote last) {
        return new ServerReport(
                new ServerKey("shop", id),
                id,
                id,
                "",
                false,
                1,
                1,
                100,
                0,
                Health.UP,
                0,
                "",
                AdminState.READY,
                Wish.NONE,
                false,
                false,
                true,
                0,
                0,
                last,
                List.of(),
                watched,
                Map.of());
    }

    private static ServerChecks of(List<ServerReport> servers) {
        return ServerChecks.of(List.of(new PoolReport("shop", "random", false, 0, "", servers)));
    }

    private static ProbeNote note(String reason) {
        return new ProbeNote(true, reason, 1_500_000, 200, "", 1_800_000_000_000L);
    }

    @Test
    void whatIsToldIsWhatIsRead() {
        ServerChecks told = of(List.of(server("one", true, note("200 OK"))));
        assertThat(ServerChecks.decode(told.encode())).isEqualTo(told);
        assertThat(told.byServer())
                .containsOnly(Map.entry(
                        new ServerKey("shop", "one"), new Check(1_800_000_000_000L, true, 1_500_000, "200 OK")));
    }

    /** A node that checks a server no more keeps its last check: the others make newer ones. */
    @Test
    void aNodeTellsOnlyOfServersThatItChecks() {
        assertThat(of(List.of(server("one", false, note("200 OK")), server("two", true, null)))
                        .byServer())
                .isEmpty();
    }

    @Test
    void itIsBoundedHoweverManyServersThereAreAndHoweverMuchTheySay() {
        String endless = "x".repeat(5000);
        ServerChecks told = of(IntStream.range(0, 3000)
                .mapToObj(i -> server("s" + i, true, note(endless)))
                .toList());
        assertThat(told.byServer()).hasSize(2000);
        assertThat(Objects.requireNonNull(told.byServer().get(new ServerKey("shop", "s0")))
                        .text())
                .hasSize(160)
                .endsWith("x…");
    }
}
