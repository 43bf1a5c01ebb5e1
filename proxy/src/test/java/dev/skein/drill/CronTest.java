package dev.skein.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    /** The 21st of November 2026 is a Saturday. */
    private static final Instant NOW = Instant.parse("2026-11-21T14:06:09Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "* * * * *;       2026-11-21T14:07:00Z",
                "6 14 * * *;      2026-11-22T14:06:00Z",
                "15 3 * * 1;      2026-11-23T03:15:00Z",
                "*/20 * * * *;    2026-11-21T14:20:00Z",
                "0 2-4,22 * * *;  2026-11-21T22:00:00Z",
                "30 5 1 * *;      2026-12-01T05:30:00Z",
                "0 0 * * 7;       2026-11-22T00:00:00Z",
                "0 0 29 2 *;      2028-02-29T00:00:00Z",
                "0 0 24 * 0;      2026-11-22T00:00:00Z",
                "10/25 15 * * *;  2026-11-21T15:10:00Z"
            })
    void theNextTimeIsTheFirstMinuteAfterNowThatFits(String cron, String next) {
        assertThat(Instant.ofEpochMilli(Cron.parse(cron).after(NOW.toEpochMilli())))
                .isEqualTo(Instant.parse(next));
    }

    @Test
    void whatNeverComesIsNeverDue() {
        assertThat(Cron.parse("0 0 31 2 *").after(NOW.toEpochMilli())).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *"
            })
    void whatIsNoTimeIsRefusedByName(String cron) {
        assertThatThrownBy(() -> Cron.parse(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cron: ")
                .hasMessageContaining("expected");
    }

    @Test
    void whatIsDueBeginsOnceAndIsLeftOutWhenItIsTooLate() {
        Schedule hourly = new Schedule("hourly", "0 * * * *", Kind.LOSE_SERVER, "p/s", "", "", 1000, "ops", 0)
                .done(NOW.toEpochMilli());
        DrillBook book = DrillBook.EMPTY.with(hourly);
        long due = Instant.parse("2026-11-21T15:00:00Z").toEpochMilli();
        assertThat(Timetable.due(book, due - 1)).isNull();
        assertThat(Timetable.due(book, due)).isEqualTo(hourly);
        assertThat(Timetable.late(hourly, due + 60_000)).isFalse();
        assertThat(Timetable.late(hourly, due + 700_000)).isTrue();
        assertThat(Timetable.due(book.with(hourly.done(due)), due + 60_000)).isNull();
        assertThat(DrillBook.decode(book.encode())).isEqualTo(book);
        assertThat(book.without("hourly").schedules()).isEqualTo(List.of());
    }
}
