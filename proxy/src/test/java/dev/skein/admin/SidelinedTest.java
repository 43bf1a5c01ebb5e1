package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Wish;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SidelinedTest {
    private static ServerReport server(String id, Health health, String reason, Wish wish) {
        ServerKey key = new ServerKey("shop", id);
        boolean takesNew = wish.state() == AdminState.READY && health.serving();
        return new ServerReport(
                key,
                id,
                id,
                "",
                false,
                1,
                1,
                100,
                0,
                health,
                0,
                reason,
                wish.state(),
                wish,
                false,
                false,
                takesNew,
                0,
                0,
                null,
                List.of(),
                true,
                Map.of());
    }

    private static Wish wish(AdminState state, @Nullable Integer weight, String reason) {
        return new Wish(state, weight, "ann", reason, 1, 0);
    }

    private static List<String> of(ServerReport... servers) {
        PoolReport pool = new PoolReport("shop", "random", false, 0, "", List.of(servers));
        List<String> all = new ArrayList<>();
        Sidelined.wished(pool, all);
        Sidelined.found(pool, all);
        return all;
    }

    @Test
    void whatServesIsNoTrouble() {
        assertThat(of(server("one", Health.UP, "200 OK", Wish.NONE))).isEmpty();
        assertThat(of(server("one", Health.UP, "200 OK", wish(AdminState.READY, 3, "bigger"))))
                .isEmpty();
    }

    @Test
    void whatIsOutByAnOperatorsWordIsToldWithTheFirstOnesReason() {
        ServerReport drained = server("two", Health.UP, "200 OK", wish(AdminState.DRAIN, null, "kernel update"));
        ServerReport away = server("three", Health.FALLING, "503", wish(AdminState.MAINTENANCE, null, ""));
        ServerReport empty = server("four", Health.UP, "200 OK", wish(AdminState.READY, 0, ""));
        assertThat(of(server("one", Health.UP, "200 OK", Wish.NONE), drained, away))
                .containsExactly(
                        "pool shop: 2 of 3 servers are out by an operator's word (two draining by ann: kernel update)");
        assertThat(of(away))
                .containsExactly("pool shop: 1 of 1 server is out by an operator's word (three in maintenance by ann)");
        assertThat(of(empty))
                .containsExactly("pool shop: 1 of 1 server is out by an operator's word (four with weight 0 by ann)");
    }

    @Test
    void whatIsAboutToBeOutIsTold() {
        ServerReport falling = server("one", Health.FALLING, "status 503", Wish.NONE);
        ServerReport leaving = server("two", Health.LEAVING, "", Wish.NONE);
        assertThat(of(falling, leaving))
                .containsExactly(
                        "pool shop: 1 of 2 servers is leaving by its own word (two)",
                        "pool shop: 1 of 2 servers is failing checks (one: status 503)");
    }
}
