package dev.skein.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Times between attempts: each twice the one before up to a bound, less up to half of it by chance. Confined. */
final class Backoff {
    private final long firstNanos;
    private final long lastNanos;
    private final RandomGenerator random;
    private long next;

    Backoff(Duration first, Duration last, RandomGenerator random) {
        this.firstNanos = first.toNanos();
        this.lastNanos = last.toNanos();
        this.random = random;
        this.next = firstNanos;
    }

    long nextNanos() {
        long now = next;
        next = Math.min(lastNanos, next * 2);
        return now - random.nextLong(now / 2 + 1);
    }

    /** After a refusal: trying again soon changes nothing. */
    long longestNanos() {
        next = lastNanos;
        return nextNanos();
    }

    void reset() {
        next = firstNanos;
    }
}
