package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.health.HealthPolicy;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A prober on a Vert.x of its own, and what it found. */
final class ProbeFixture implements AutoCloseable {
    static final ServerKey KEY = new ServerKey("shop", "a");
    /** Long enough for a slow machine, where the test is not about the timeout. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    static final Duration HASTY = Duration.ofMillis(500);

    record Found(ServerKey key, ProbeResult result) {}

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<Found> found = new LinkedBlockingQueue<>();
    final Prober prober;

    ProbeFixture(int concurrency) {
        prober = new Prober(
                vertx, Ticker.SYSTEM, new Random(7), concurrency, (key, result) -> found.add(new Found(key, result)));
    }

    static ProbeTarget target(int port, ProbeSpec spec) {
        return target(port, spec, null, PATIENT);
    }

    static ProbeTarget target(int port, ProbeSpec spec, @Nullable ProbeTls tls, Duration timeout) {
        return new ProbeTarget(KEY, "127.0.0.1", port, null, tls, spec, policy(Duration.ofMinutes(10), timeout));
    }

    static HealthPolicy policy(Duration interval, Duration timeout) {
        HealthPolicy.Pace pace = new HealthPolicy.Pace(interval, interval, interval, 0.1, timeout);
        return new HealthPolicy(true, 2, 3, HealthPolicy.Initial.CHECKING, pace);
    }

    /** The outcome of one check. */
    ProbeResult check(ProbeTarget target) throws InterruptedException {
        prober.replace(List.of(target));
        return next().result();
    }

    Found next() throws InterruptedException {
        Found next = found.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a result").isNotNull();
        return Objects.requireNonNull(next);
    }

    @Override
    public void close() {
        await(prober.close());
        await(vertx.close());
    }

    private static void await(Future<Void> closing) {
        closing.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
