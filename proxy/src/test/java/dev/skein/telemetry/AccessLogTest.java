package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.model.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final long QUEUE = 256 * 1024;
    private static final LineFormat STATUS = LineFormat.of("%{response.status} %{route}", "");

    @TempDir
    Path directory;

    private static Outcome outcome(int status) {
        Outcome outcome = Samples.good();
        outcome.status = status;
        return outcome;
    }

    @Test
    void lines_of_all_loops_reach_the_file_whole() throws IOException {
        Path file = directory.resolve("logs/access.log");
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            log.open(STATUS, new FileSink(file));
            for (int i = 0; i < 500; i++) {
                log.append(outcome(200 + i % 100), i % 2);
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(500).allMatch(line -> line.matches("2\\d\\d shop"));
    }

    @Test
    void a_flushed_line_is_written_without_waiting_for_more() {
        Memory sink = new Memory();
        try (AccessLog log = new AccessLog(1, QUEUE)) {
            log.open(STATUS, sink);
            log.append(outcome(204), 0);
            assertThat(sink.text()).isEmpty();
            log.flush(0);
            await().untilAsserted(() -> assertThat(sink.text()).isEqualTo("204 shop\n"));
            await().untilAsserted(() -> assertThat(log.written()).isEqualTo(1));
        }
    }

    @Test
    void a_stalled_disk_costs_lines_and_never_stops_the_loop() {
        CountDownLatch stalled = new CountDownLatch(1);
        Memory sink = new Memory() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                try {
                    stalled.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.write(bytes, length);
            }
        };
        int lines = 100_000;
        AccessLog log = new AccessLog(1, QUEUE);
        log.open(LineFormat.JSON, sink);
        // Returns although nobody takes anything: that is the test.
        IntStream.range(0, lines).forEach(i -> log.append(outcome(200), 0));
        assertThat(log.lost()).isPositive();
        assertThat(log.written()).isZero();
        stalled.countDown();
        log.close();
        assertThat(log.written()).isPositive();
        assertThat(log.written() + log.lost()).isEqualTo(lines);
        assertThat(sink.text().lines()).hasSize((int) log.written()).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void once_the_disk_is_back_lines_are_written_again() {
        CountDownLatch stalled = new CountDownLatch(1);
        Memory sink = new Memory() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                try {
                    stalled.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.write(bytes, length);
            }
        };
        try (AccessLog log = new AccessLog(1, QUEUE)) {
            log.open(LineFormat.JSON, sink);
            while (log.lost() == 0) {
                log.append(outcome(200), 0);
            }
            stalled.countDown();
            await().until(() -> {
                long lost = log.lost();
                log.append(outcome(418), 0);
                return log.lost() == lost;
            });
            log.flush(0);
            await().untilAsserted(() -> assertThat(sink.text()).contains("\"status\":418"));
        }
    }

    @Test
    void a_target_that_fails_costs_its_lines_and_is_tried_again() {
        AtomicInteger writes = new AtomicInteger();
        Memory sink = new Memory() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                if (writes.getAndIncrement() == 0) {
                    throw new IOException("No space left on device");
                }
                super.write(bytes, length);
            }
        };
        try (AccessLog log = new AccessLog(1, QUEUE)) {
            log.open(STATUS, sink);
            log.append(outcome(200), 0);
            log.flush(0);
            await().untilAsserted(() -> assertThat(log.lost()).isEqualTo(1));
            log.append(outcome(201), 0);
            log.flush(0);
            await().untilAsserted(() -> assertThat(sink.text()).isEqualTo("201 shop\n"));
        }
    }

    @Test
    void after_a_rotation_lines_go_to_the_new_file() throws IOException {
        Path file = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        try (AccessLog log = new AccessLog(1, QUEUE)) {
            log.open(STATUS, new FileSink(file));
            log.append(outcome(200), 0);
            log.flush(0);
            await().untilAsserted(() -> assertThat(file).hasContent("200 shop"));
            Files.move(file, rotated);
            log.reopen();
            await().until(() -> Files.exists(file));
            log.append(outcome(201), 0);
        }
        assertThat(rotated).hasContent("200 shop");
        assertThat(file).hasContent("201 shop");
    }

    @Test
    void format_and_target_change_while_running_and_off_means_nothing() {
        Memory first = new Memory();
        Memory second = new Memory();
        try (AccessLog log = new AccessLog(1, QUEUE)) {
            log.append(outcome(500), 0);
            log.open(STATUS, first);
            log.append(outcome(200), 0);
            log.flush(0);
            await().untilAsserted(() -> assertThat(first.text()).isEqualTo("200 shop\n"));
            log.open(LineFormat.of("%{end}", ""), second);
            log.append(outcome(201), 0);
            log.off();
            log.append(outcome(500), 0);
            log.flush(0);
            await().untilAsserted(() -> assertThat(second.text()).isEqualTo("--\n"));
            assertThat(first.closed).isTrue();
            assertThat(log.lost()).isZero();
        }
    }

    /** Keeps what is written. */
    private static class Memory implements LogSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean closed;

        @Override
        public void write(byte[] source, int length) throws IOException {
            bytes.write(source, 0, length);
        }

        @Override
        public void reopen() {}

        @Override
        public void close() {
            closed = true;
        }

        String text() {
            return bytes.toString(StandardCharsets.US_ASCII);
        }
    }
}
