package dev.skein.telemetry;

import dev.skein.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One who watches: so many lines a second at most, and none made that nobody takes, so that what waits is bounded by a
 * second's worth. Event loops offer; one thread takes.
 */
public final class TapWatch {
    /** Who takes nothing for so long is gone. */
    public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TapFilter filter;
    private final int most;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    /** How many more may be made until the next are taken. */
    private final AtomicInteger left;

    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private volatile long taken;
    private double owed;

    TapWatch(TapFilter filter, int most, long nowNanos) {
        this.filter = filter;
        this.most = most;
        this.left = new AtomicInteger(most);
        this.taken = nowNanos;
    }

    /**
     * What was found since the last time.
     *
     * @param lines a JSON object each
     * @param seen exchanges that ended, wanted or not
     * @param skipped wanted ones that were too many
     */
    public record Found(List<String> lines, long seen, long skipped) {
        public Found {
            lines = List.copyOf(lines);
        }
    }

    void offer(Outcome outcome, String pool) {
        seen.incrementAndGet();
        if (!filter.matches(outcome, pool)) {
            return;
        }
        if (left.get() <= 0 || left.getAndDecrement() <= 0) {
            skipped.incrementAndGet();
            return;
        }
        lines.add(TapLine.of(outcome, pool));
    }

    /** Whether nobody takes what is found any more. */
    public boolean forgotten(long nowNanos) {
        return nowNanos - taken > PATIENCE_NANOS;
    }

    /** Takes what was found since the last time. */
    public Found take(long nowNanos) {
        List<String> found = new ArrayList<>();
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            found.add(line);
        }
        owed = Math.min(most, owed + (nowNanos - taken) * (double) most / TimeUnit.SECONDS.toNanos(1));
        taken = nowNanos;
        int whole = (int) owed;
        owed -= whole;
        left.updateAndGet(now -> Math.min(most, Math.max(0, now) + whole));
        return new Found(found, seen.getAndSet(0), skipped.getAndSet(0));
    }
}
