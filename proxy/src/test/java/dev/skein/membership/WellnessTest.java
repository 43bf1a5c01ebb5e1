package dev.skein.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import dev.skein.model.Ticker;
import dev.skein.transport.Loops;
import dev.skein.transport.NativeTransport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why a node leaves virtual addresses to others by itself. */
class WellnessTest {
    private final TestTicker ticker = new TestTicker();
    private final Loops loops = Loops.start(NativeTransport.choose("nio"), 2, Ticker.SYSTEM);
    private final Wellness wellness = new Wellness(loops, ticker);

    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void stop() {
        held.countDown();
        loops.vertx().close().toCompletionStage().toCompletableFuture().join();
    }

    private String afterMillis(long millis) throws InterruptedException {
        // What was asked before is answered by then, by the loop that can.
        loops.all().getFirst().eventLoop().submit(() -> {}).await();
        ticker.pass(TimeUnit.MILLISECONDS.toNanos(millis));
        return wellness.get();
    }

    @Test
    void aLoopThatDoesNotTurnForASecondIsNamedUntilItTurns() throws InterruptedException {
        holdALoop();
        assertThat(wellness.get()).isEmpty();
        for (int look = 0; look < 10; look++) {
            assertThat(afterMillis(100)).isEmpty();
        }
        assertThat(afterMillis(100)).isEqualTo("event loop 1 does not turn");
        held.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(wellness.get()).isEmpty());
    }

    @Test
    void aLoopIsNotBlamedForTheTimeInWhichTheWholeProcessStoodStill() throws InterruptedException {
        holdALoop();
        assertThat(wellness.get()).isEmpty();
        assertThat(afterMillis(5_000)).isEmpty();
        assertThat(afterMillis(100)).isEmpty();
    }

    private void holdALoop() {
        loops.all().get(1).eventLoop().execute(() -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void whatOthersKnowOfItIsAskedEachTime() {
        AtomicReference<String> accepting = new AtomicReference<>("");
        AtomicLong stranded = new AtomicLong();
        wellness.ask(() -> stranded.get() > 0, accepting::get);
        assertThat(wellness.get()).isEmpty();
        accepting.set("listener http accepts nobody: Too many open files");
        assertThat(wellness.get()).isEqualTo("listener http accepts nobody: Too many open files");
        accepting.set("");
        stranded.set(1);
        assertThat(wellness.get()).isEqualTo("it reaches none of its servers, but other nodes reach some of the same");
    }
}
