package dev.skein.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsPolicyTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "60, 60", "300, 300", "301, 300", "2147483647, 300", "9223372036854775807, 300"})
    void aTtlIsHeldBetweenItsBounds(long ttl, long seconds) {
        assertThat(DnsPolicy.DEFAULT.refreshNanos(ttl))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "2147483647, 300"})
    void failuresInARowWaitLongerAndLonger(int failures, long seconds) {
        assertThat(DnsPolicy.DEFAULT.retryNanos(failures))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void boundsTheWrongWayRoundAreRefused() {
        assertThatThrownBy(() -> new DnsPolicy(
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(1),
                        DnsPolicy.Family.ANY,
                        DnsPolicy.Files.SYSTEM))
                .hasMessage("max-ttl: PT4S (expected: >= min-ttl, which is PT5S)");
    }

    @Test
    void aNameIsReadAsItIsWritten() {
        assertThat(DnsName.parse("dns+srv://_http._tcp.shop")).isEqualTo(new DnsName("_http._tcp.shop", true));
        assertThat(DnsName.parse("shop.internal")).isEqualTo(new DnsName("shop.internal", false));
        assertThat(DnsName.parse("dns+srv://_http._tcp.shop")).hasToString("dns+srv://_http._tcp.shop");
    }
}
