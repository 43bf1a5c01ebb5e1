package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reader that is slow, and one that takes nothing. */
class OutboxTest {
    private final TestTicker clock = new TestTicker();
    private final Backlog backlog = new Backlog("e", () -> new JsonObject().put("all", true));
    private final Wire wire = new Wire();
    private final Outbox outbox = new Outbox(wire, backlog, clock);

    private static final class Wire implements WriteStream<Buffer> {
        private final List<String> written = new ArrayList<>();
        private boolean full;
        private @Nullable Handler<Void> drained;

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public Future<Void> write(Buffer data) {
            written.add(data.toString()
                    .lines()
                    .limit(2)
                    .reduce("", (a, b) -> a + b + ' ')
                    .strip());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return full;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drained = handler;
            return this;
        }

        void drain() {
            full = false;
            Objects.requireNonNull(drained).handle(null);
        }
    }

    private void tell(int times) {
        for (int i = 0; i < times; i++) {
            outbox.offer(backlog.add("tick", new JsonObject()));
        }
    }

    @Test
    void aNewReaderGetsAPictureAndThenEachMessage() {
        tell(0);
        backlog.add("tick", new JsonObject());
        outbox.begin(0);
        tell(2);
        assertThat(wire.written)
                .containsExactly("event: picture id: e-1", "event: tick id: e-2", "event: tick id: e-3");
    }

    @Test
    void whoTakesNoMoreCatchesUpWhenItDoesAgain() {
        outbox.begin(0);
        tell(1);
        wire.full = true;
        tell(3);
        assertThat(wire.written).hasSize(2);
        wire.drain();
        assertThat(wire.written.subList(2, 5))
                .containsExactly("event: tick id: e-2", "event: tick id: e-3", "event: tick id: e-4");
    }

    @Test
    void whoMissedTooMuchGetsAPicture() {
        outbox.begin(0);
        tell(1);
        wire.full = true;
        tell(1000);
        wire.drain();
        assertThat(wire.written.subList(2, 3)).containsExactly("event: picture id: e-1001");
    }

    @Test
    void whoTakesNothingForLongIsTooSlow() {
        outbox.begin(0);
        wire.full = true;
        tell(1);
        clock.pass(TimeUnit.SECONDS.toNanos(19));
        assertThat(outbox.tooSlow()).isFalse();
        clock.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(outbox.tooSlow()).isTrue();
        wire.drain();
        assertThat(outbox.tooSlow()).isFalse();
    }

    @Test
    void theBacklogIsBoundedInBytesToo() {
        JsonObject large = new JsonObject().put("text", "x".repeat(1 << 20));
        for (int i = 0; i < 10; i++) {
            backlog.add("tick", large);
        }
        assertThat(backlog.after(0)).hasSizeLessThan(5);
        assertThat(backlog.covers(1)).isFalse();
        assertThat(backlog.covers(10)).isTrue();
    }
}
