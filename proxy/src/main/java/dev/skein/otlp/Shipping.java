package dev.skein.otlp;

import dev.skein.config.TelemetrySettings.Collector;
import io.netty.util.internal.PlatformDependent;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue, and the thread that empties it in batches. Offering takes no lock and never waits: any thread.
 *
 * @param <T> what is shipped
 */
final class Shipping<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);
    private static final int BATCH = 512;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CLOSE_MILLIS = 3000;
    /** The library tries again by itself. */
    private static final long TRIES = 3;

    private final String what;
    private final Queue<T> queue;
    private final Function<Collection<T>, CompletableResultCode> export;
    private final long timeoutMillis;
    private final Shipped counts;
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;

    /** Begins. */
    Shipping(String what, Collector to, Shipped counts, Function<Collection<T>, CompletableResultCode> export) {
        this.what = what;
        this.queue = PlatformDependent.newFixedMpscQueue(to.queue());
        this.export = export;
        // That a batch may take, with every try and the pauses between them: so long, and the queue fills.
        this.timeoutMillis =
                to.timeout().multipliedBy(TRIES).plus(Duration.ofSeconds(1)).toMillis();
        this.counts = counts;
        this.thread = Thread.ofPlatform().name("skein-otlp-" + what).daemon().start(this::run);
    }

    void offer(T one) {
        if (closed || !queue.offer(one)) {
            counts.lose(1);
        }
    }

    private void run() {
        List<T> batch = new ArrayList<>(BATCH);
        while (true) {
            boolean last = closed;
            for (T one = queue.poll(); one != null; one = batch.size() < BATCH ? queue.poll() : null) {
                batch.add(one);
            }
            if (!batch.isEmpty()) {
                ship(List.copyOf(batch));
                batch.clear();
            } else if (last) {
                return;
            } else {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
    }

    private void ship(List<T> batch) {
        boolean taken;
        String why = "";
        try {
            CompletableResultCode done = export.apply(batch).join(timeoutMillis, TimeUnit.MILLISECONDS);
            taken = done.isSuccess();
            why = taken ? "" : why(done.getFailureThrowable());
        } catch (RuntimeException e) {
            taken = false;
            why = e.toString();
        }
        if (taken) {
            counts.send(batch.size());
        } else {
            counts.lose(batch.size());
        }
        // Once when it begins and once when it is over, however long it lasts.
        if (taken == failing) {
            failing = !taken;
            if (failing) {
                LOG.warn("{} to the collector: {}; dropped and counted until it takes them", what, why);
            } else {
                LOG.info("{} to the collector: taken again", what);
            }
        }
    }

    /** The innermost reason: a certificate that is not trusted, say. */
    private static String why(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "not answered in time";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Ships what is there, for three seconds at most. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
