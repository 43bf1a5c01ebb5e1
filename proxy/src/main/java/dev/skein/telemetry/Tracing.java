package dev.skein.telemetry;

import org.jspecify.annotations.Nullable;

/** Whether requests are traced, and which. Asked once a request; changed by a reload. For any thread. */
public final class Tracing {
    private volatile @Nullable Sampling sampling;

    /** Null: none is, and nothing of that is looked at. */
    public @Nullable Sampling sampling() {
        return sampling;
    }

    /** From the next request on; null: no more. */
    public void change(@Nullable Sampling next) {
        sampling = next;
    }
}
