package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    private static final DateTimeFormatter COMBINED = DateTimeFormatter.ofPattern(
                    "dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final byte[] bytes = new byte[128];
    private final Line line = new Line();

    private String written(Consumer<Line> write) {
        write.accept(line.at(bytes, 3));
        return Ascii.string(bytes, 3, line.end());
    }

    @Test
    void dates_agree_with_the_calendar() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(253_402_300_800_000L));
            assertThat(written(l -> l.isoTime(instant.toEpochMilli()))).isEqualTo(JsonText.time(instant));
            assertThat(written(l -> l.combinedTime(instant.toEpochMilli()))).isEqualTo(COMBINED.format(instant));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2000-02-29T23:59:59.999Z",
                "2100-02-28T23:59:59.000Z",
                "2100-03-01T00:00:00.001Z",
                "2024-12-31T23:59:59.010Z",
                "2025-01-01T00:00:00.100Z"
            })
    void dates_around_leap_days_and_years_agree(String text) {
        assertThat(written(l -> l.isoTime(Instant.parse(text).toEpochMilli()))).isEqualTo(text);
    }

    @Test
    void a_clock_that_is_off_the_calendar_still_gives_a_date() {
        assertThat(written(l -> l.isoTime(-1))).isEqualTo("1970-01-01T00:00:00.999Z");
        assertThat(written(l -> l.isoTime(Long.MAX_VALUE))).startsWith("9999-12-31T23:59:59");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 101, 999, 1000, 65_535, 123_456_789, 1L << 53, Long.MAX_VALUE})
    void numbers_are_decimal(long value) {
        assertThat(written(l -> l.number(value))).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000", "999, 0.000", "1000, 0.001", "12345678, 12.345", "3600000000000, 3600000.000", "-1, ?"})
    void durations_are_milliseconds_with_three_decimals(long nanos, String expected) {
        assertThat(written(l -> l.millis(nanos, new byte[] {'?'}))).isEqualTo(expected);
    }

    @Test
    void identifiers_are_sixteen_digits() {
        assertThat(written(l -> l.hex(0x00ab_cdef_1234_5678L))).isEqualTo("00abcdef12345678");
        assertThat(written(l -> l.hex(-1))).isEqualTo("f".repeat(16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1234567", "12345678", "123456789", "exactly sixteen!"})
    void constants_of_any_length_are_written_by_words(String text) {
        byte[] constant = Ascii.bytes(text);
        assertThat(written(l -> l.put(Line.words(constant), constant.length))).isEqualTo(text);
    }
}
