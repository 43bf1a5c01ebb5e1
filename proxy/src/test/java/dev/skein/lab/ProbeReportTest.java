package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeReportTest {
    @Test
    void anOutageIsTheLongestRunOfFailedAndSlowRequests() {
        long slow = 251_000;
        ProbeReport report = ProbeReport.of(new long[] {900, -1, 1000, slow, -1, slow, 250_000, slow}, 200);

        assertThat(report.sent()).isEqualTo(8);
        assertThat(report.bad()).isEqualTo(5);
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.outageMillis()).isEqualTo(15);
        assertThat(report.worstMicros()).isEqualTo(slow);
        assertThat(report.tailMicros()).isEqualTo(slow);
    }

    @Test
    void aReportSurvivesItsLine() {
        ProbeReport report = new ProbeReport(1, 2, 3, 4, 5, 6, 7);
        assertThat(ProbeReport.parse(report.line("report"))).isEqualTo(report);
    }

    @Test
    void nothingAnsweredIsNoMedian() {
        assertThat(ProbeReport.of(new long[] {-1, -1}, 100).medianMicros()).isEqualTo(-1);
    }
}
