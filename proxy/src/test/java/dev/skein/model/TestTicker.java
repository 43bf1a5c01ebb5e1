package dev.skein.model;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so. Any thread. */
public final class TestTicker implements Ticker {
    private final long beginEpochMillis;
    private final AtomicLong nanos = new AtomicLong();

    /** Begins with nothing passed since 1970. */
    public TestTicker() {
        this(0);
    }

    public TestTicker(long beginEpochMillis) {
        this.beginEpochMillis = beginEpochMillis;
    }

    /** So much time passes; returns what {@link #nanos()} is then. */
    public long pass(long more) {
        return nanos.addAndGet(more);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return beginEpochMillis + TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }
}
