package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Health;
import dev.skein.model.TestTicker;
import dev.skein.telemetry.EventKind.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalTest {
    private final Journal journal = new Journal(new TestTicker(Samples.EPOCH_MILLIS), 3);

    @Test
    void the_latest_events_come_first_and_the_oldest_are_forgotten() {
        for (int i = 1; i <= 5; i++) {
            journal.add(EventKind.SERVER_RISING, "shop/a", "time " + i);
        }
        assertThat(journal.latest(0, 100)).extracting(Event::id).containsExactly(5L, 4L, 3L);
        assertThat(journal.latest(4, 100)).extracting(Event::text).containsExactly("time 5");
        assertThat(journal.latest(0, 2)).extracting(Event::id).containsExactly(5L, 4L);
        assertThat(journal.latest(5, 2)).isEmpty();
    }

    @Test
    void listeners_hear_of_every_event_in_order_until_they_stop() throws InterruptedException {
        List<Long> heard = new ArrayList<>();
        Runnable stop = journal.listen(event -> heard.add(event.id()));
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform()
                    .start(() -> IntStream.range(0, 20)
                            .forEach(j -> journal.add(EventKind.SERVER_UP, "shop/a", "2 checks passed")));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        stop.run();
        journal.add(EventKind.SERVER_UP, "shop/a", "unheard");
        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 60).mapToObj(i -> (long) i).toList());
    }

    @Test
    void a_listener_that_fails_harms_nobody() {
        List<Long> heard = new ArrayList<>();
        journal.listen(event -> {
            throw new IllegalStateException("as a listener must not");
        });
        journal.listen(event -> heard.add(event.id()));
        assertThat(journal.add(EventKind.NODE_STARTED, "edge-a", "ready").id()).isEqualTo(1);
        assertThat(heard).containsExactly(1L);
    }

    @Test
    void an_event_is_json_as_the_api_writes_it() {
        Event event = journal.add(EventKind.SERVER_STATE_WISHED, "shop/a", "drain: \"kernel\"\nupdate", "ops");
        assertThat(event.json(new StringBuilder()).toString())
                .isEqualTo("\"at\":\"2026-11-21T10:31:02.123Z\",\"severity\":\"info\","
                        + "\"kind\":\"server-state-wished\",\"subject\":\"shop/a\","
                        + "\"text\":\"drain: \\\"kernel\\\"\\u000aupdate\",\"by\":\"ops\"");
        assertThat(journal.add(EventKind.NODE_STARTED, "é", "")
                        .json(new StringBuilder())
                        .toString())
                .contains("\"é\"")
                .endsWith("\"by\":null");
    }

    @Test
    void a_text_without_end_is_cut() {
        String text =
                journal.add(EventKind.NODE_STARTED, "a", "x".repeat(100_000)).text();
        assertThat(text).hasSize(4001).endsWith("x…");
    }

    @Test
    void every_kind_is_described_and_every_health_has_one() {
        for (EventKind kind : EventKind.values()) {
            assertThat(kind.meaning()).isNotBlank().doesNotEndWith(".");
            assertThat(kind.code()).matches("[a-z]+(-[a-z]+)+");
        }
        for (Health health : Health.values()) {
            assertThat(EventKind.of(health).name()).endsWith(health.name());
        }
        assertThat(EventKind.of(Health.DOWN).severity()).isEqualTo(Severity.WARNING);
    }
}
