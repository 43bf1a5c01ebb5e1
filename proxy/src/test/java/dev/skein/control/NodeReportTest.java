package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skein.cluster.Decoder;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.HistogramReading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeReportTest {
    private static final NodeReport REPORT = new NodeReport(
            1_800_000_000_000L,
            new Rates(812.5, 0.25, 9),
            HistogramReading.of(new long[] {10, 3, 40, 2}, 5_000),
            new Machine(0.25, 10, 20, 30, 100, 40),
            Map.of("shop", new Rates(1, 0, 2)),
            Map.of(new ServerKey("shop", "10.0.0.1:80"), new Rates(1, 0, 2)),
            0.5,
            List.of(0.0, 0.0, 810.0, 0.0, 2.0, 0.5),
            "https://10.0.0.1:9090",
            Map.of("203.0.113.10", 1_799_999_000_000L));

    @Test
    void whatIsToldIsWhatIsRead() {
        NodeReport read = NodeReport.decode(REPORT.encode());
        assertThat(read.traffic()).isEqualTo(REPORT.traffic());
        assertThat(read.machine()).isEqualTo(REPORT.machine());
        assertThat(read.pools()).isEqualTo(REPORT.pools());
        assertThat(read.servers()).isEqualTo(REPORT.servers());
        assertThat(read.errorsPerSecond()).isEqualTo(0.5);
        assertThat(read.statuses()).isEqualTo(REPORT.statuses());
        assertThat(read.page()).isEqualTo("https://10.0.0.1:9090");
        assertThat(read.held()).isEqualTo(REPORT.held());
        assertThat(read.durations().sparse()).containsExactly(10, 3, 40, 2);
        assertThat(read.durations().sumNanos()).isEqualTo(5_000);
    }

    @Test
    void histogramsOfNodesAddUp() {
        HistogramReading both =
                REPORT.durations().plus(NodeReport.decode(REPORT.encode()).durations());
        assertThat(both.sparse()).containsExactly(10, 6, 40, 4);
        assertThat(both.count()).isEqualTo(10);
    }

    @Test
    void headroomIsWhatIsLeftOfTheScarcest() {
        assertThat(REPORT.machine().headroom()).isCloseTo(0.7, within(1e-9));
        assertThat(new Machine(0.9, 1, 2, 30, 100, 0).headroom()).isCloseTo(0.1, within(1e-9));
        assertThat(new Machine(0.5, 1, 2, 0, 0, 0).headroom()).isEqualTo(0.5);
    }

    @Test
    void halfAReportIsRefused() {
        byte[] bytes = REPORT.encode();
        assertThatThrownBy(() -> NodeReport.decode(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(Decoder.MalformedException.class);
    }
}
