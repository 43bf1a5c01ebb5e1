package dev.skein.admission;

/**
 * How many exchanges may wait for a place at a server, and how long. Pure; the queue itself belongs to whoever connects.
 *
 * @param size most that may wait, per pool and node; 0 for nobody
 * @param timeoutNanos longest wait, above 0
 */
public record QueueRule(int size, long timeoutNanos) {
    public QueueRule {
        if (size < 0) {
            throw new IllegalArgumentException("queue size: " + size + " (expected: at least 0)");
        }
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("queue timeout: " + timeoutNanos + " ns (expected: above 0)");
        }
    }

    /** Whether one more may wait when so many do. */
    public boolean admits(int waiting) {
        return waiting < size;
    }

    /** Whether one that began to wait then has waited for too long. */
    public boolean expired(long since, long now) {
        return now - since >= timeoutNanos;
    }
}
