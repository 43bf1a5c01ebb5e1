package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.lease.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldingsTest {
    private static final String ADDRESS = "203.0.113.10";

    private final Holdings holdings = new Holdings();

    private static LeaseView lease(String resource, String holder, long term, long sinceMillis) {
        return new LeaseView(resource, holder, term, sinceMillis, List.of());
    }

    private Map<String, Long> of(String holder, long term, long sinceMillis, long now) {
        return holdings.of("a", List.of(lease(Resource.ofAddress(ADDRESS), holder, term, sinceMillis)), now);
    }

    @Test
    void itIsSinceTheAddressWasTakenHoweverLateAHeartbeatTellsIt() {
        assertThat(of("a", 7, 300, 1000)).isEqualTo(Map.of(ADDRESS, 700L));
        assertThat(of("a", 7, 1290, 2000)).isEqualTo(Map.of(ADDRESS, 700L));
    }

    @Test
    void whatWasLostAndTakenAgainIsHeldSinceThen() {
        assertThat(of("a", 7, 300, 1000)).isEqualTo(Map.of(ADDRESS, 700L));
        assertThat(of("b", 8, 10, 2000)).isEmpty();
        assertThat(of("a", 9, 20, 3000)).isEqualTo(Map.of(ADDRESS, 2980L));
    }

    @Test
    void rolesOfLeadersAreNoAddresses() {
        assertThat(holdings.of("a", List.of(lease("acme", "a", 1, 5)), 10)).isEmpty();
    }
}
