package dev.skein.model;

import java.util.concurrent.TimeUnit;

/** Time as a parameter. The only place that reads the system's clocks; tests pass their own. */
public interface Ticker {

    /** The machine's clocks. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Monotonic time in nanoseconds, comparable only with other values of the same ticker by subtraction. */
    long nanos();

    /** Wall clock in milliseconds since 1970-01-01T00:00Z; may jump. For people, logs and cookies, never for waiting. */
    long epochMillis();

    /** Monotonic time in milliseconds: {@link #nanos()} divided. */
    default long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos());
    }
}
