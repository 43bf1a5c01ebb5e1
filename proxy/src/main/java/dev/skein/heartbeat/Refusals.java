package dev.skein.heartbeat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts what is not believed, and says so at most once a minute for each reason. */
final class Refusals {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private static final int MOST_REASONS = 64;

    private final AtomicLong total = new AtomicLong();
    private final Map<String, Long> quietUntil = new HashMap<>();
    private final Map<String, Long> count = new HashMap<>();
    private final Consumer<String> log;

    Refusals(Consumer<String> log) {
        this.log = log;
    }

    /** {@code reason} must not vary with what a stranger sends. */
    void refused(long now, String reason, String line) {
        total.incrementAndGet();
        if (quietUntil.size() >= MOST_REASONS && !quietUntil.containsKey(reason)) {
            return;
        }
        long counted = count.merge(reason, 1L, Long::sum);
        Long quiet = quietUntil.get(reason);
        if (quiet == null || now >= quiet) {
            quietUntil.put(reason, now + PAUSE);
            count.remove(reason);
            log.accept(counted > 1 ? "%s (%d times since the last line)".formatted(line, counted) : line);
        }
    }

    /** By any thread. */
    long total() {
        return total.get();
    }
}
