package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private static final DateTimeFormatter EXPECTED = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final long END_OF_9999 = 253_402_300_799_999L;

    private final HttpDate date = new HttpDate();

    @Test
    void rfc9110Section5_6_7DatesOfAllTimesAreImfFixdates() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            check(random.nextLong(END_OF_9999));
        }
        for (String edge :
                new String[] {"1970-01-01", "2000-02-29", "2024-02-29", "2024-12-31", "2100-02-28", "9999-12-31"}) {
            long midnight = Instant.parse(edge + "T00:00:00Z").toEpochMilli();
            check(midnight);
            check(midnight + 86_399_999);
        }
    }

    @Test
    void theTextChangesWithTheSecondOnly() {
        byte[] first = date.bytes(1_000).clone();
        assertThat(date.bytes(1_999)).isEqualTo(first);
        assertThat(date.bytes(2_000)).isNotEqualTo(first);
        assertThat(date.bytes(1_500)).isEqualTo(first);
    }

    @Test
    void writingAllocatesNothing() {
        ByteBuf out = Unpooled.buffer(64);
        long[] now = {0};
        Allocation.assertNone(() -> date.writeTo(out.clear(), now[0] += 40_000_000));
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo(Ascii.string(date.bytes(now[0]), 0, HttpDate.LENGTH));
    }

    private void check(long epochMillis) {
        assertThat(Ascii.string(date.bytes(epochMillis), 0, HttpDate.LENGTH))
                .isEqualTo(EXPECTED.format(Instant.ofEpochMilli(epochMillis)));
    }
}
