package dev.skein.telemetry;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are recorded. Decided when a request comes, and told to whoever serves it: what a client's valid context
 * says counts, where it is continued; else a share of all, by the trace's id, so that others with the same rule agree.
 *
 * @param ratio of those that bring no decision, 0 to 1
 * @param continues whether a client's context is taken over; else each request begins a trace of its own
 * @param sink takes what was recorded
 */
public record Sampling(double ratio, boolean continues, TraceSink sink) {
    public Sampling {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio: " + ratio + " (expected: 0 to 1)");
        }
    }

    /** The context of a request, with an id for what is done here. */
    TraceContext context(@Nullable TraceContext parent) {
        if (parent != null && continues) {
            return parent;
        }
        long low = id();
        return new TraceContext(ThreadLocalRandom.current().nextLong(), low, 0, takes(low));
    }

    /** As OpenTelemetry's sampler by ratio does. */
    private boolean takes(long low) {
        return ratio >= 1 || Math.abs(low) < (long) (ratio * Long.MAX_VALUE);
    }

    /** All zeros is no id; half of it is never zero here. */
    static long id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long id = random.nextLong();
        while (id == 0 || id == Long.MIN_VALUE) {
            id = random.nextLong();
        }
        return id;
    }
}
