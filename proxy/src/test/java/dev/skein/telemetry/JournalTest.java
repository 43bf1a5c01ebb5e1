package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.model.Health;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Ticker TICKER = new Ticker() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long epochMillis() {
            return Samples.EPOCH_MILLIS;
        }
    };

    @TempDir
    Path directory;

    private final Journal journal = new Journal(TICKER, 3);

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
        assertThat(event.toJson())
                .isEqualTo("{\"id\":1,\"at\":\"2026-11-21T10:31:02.123Z\",\"severity\":\"info\","
                        + "\"kind\":\"server-state-wished\",\"subject\":\"shop/a\","
                        + "\"text\":\"drain: \\\"kernel\\\"\\u000aupdate\",\"by\":\"ops\"}");
        assertThat(journal.add(EventKind.NODE_STARTED, "é", "").toJson())
                .contains("\"é\"")
                .endsWith("\"by\":null}");
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

    @Test
    void the_file_has_every_event_and_is_rotated_by_size() throws IOException {
        Path file = directory.resolve("data/journal.jsonl");
        try (JournalFile keeper = new JournalFile(file, 500, 2)) {
            journal.listen(keeper);
            for (int i = 1; i <= 9; i++) {
                journal.add(EventKind.SERVER_RISING, "shop/a", "time " + i);
            }
        }
        List<Path> files;
        try (var listed = Files.list(file.getParent())) {
            files = listed.sorted().toList();
        }
        assertThat(files)
                .extracting(path -> path.getFileName().toString())
                .containsExactly("journal.jsonl", "journal.jsonl.1", "journal.jsonl.2");
        List<String> lines = new ArrayList<>();
        for (int i = files.size() - 1; i >= 0; i--) {
            assertThat(Files.size(files.get(i))).isLessThanOrEqualTo(500);
            lines.addAll(Files.readAllLines(files.get(i)));
        }
        assertThat(lines).hasSize(9).first().asString().contains("time 1");
        assertThat(lines.getLast()).contains("time 9");
    }

    @Test
    void a_reopened_file_is_continued() throws IOException {
        Path file = directory.resolve("journal.jsonl");
        for (int i = 0; i < 2; i++) {
            try (JournalFile keeper = new JournalFile(file, 10_000, 1)) {
                keeper.accept(journal.add(EventKind.NODE_STARTED, "edge-a", "ready in 300 ms"));
                await().untilAsserted(() -> assertThat(Files.size(file)).isPositive());
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
