package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.telemetry.HistogramReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualIpsTest {
    private static NodeReport holding(Map<String, Long> held) {
        return new NodeReport(
                1,
                Sums.NOTHING,
                HistogramReading.EMPTY,
                new Machine(0, 0, 0, 0, 0, 0),
                Map.of(),
                Map.of(),
                0,
                List.of(),
                "",
                held);
    }

    /** A node that started after the address was taken said that it was held since then. */
    @Test
    void anAddressIsHeldSinceItsHolderTookIt() {
        LeaseView lease = new LeaseView("address 10.0.0.80", "b", 3, 400, List.of("b"));
        assertThat(VirtualIps.since("10.0.0.80", lease, holding(Map.of("10.0.0.80", 1000L)), 90_000))
                .isEqualTo(1000);
        assertThat(VirtualIps.since("10.0.0.80", lease, holding(Map.of()), 90_000))
                .as("until it tells")
                .isEqualTo(89_600);
        assertThat(VirtualIps.since("10.0.0.80", lease, null, 90_000)).isEqualTo(89_600);
    }
}
