package dev.skein.telemetry;

import dev.skein.model.Outcome;
import dev.skein.model.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges as they end, for those who watch. While nobody does, an exchange pays for the read of one field. Event loops
 * offer; any thread watches.
 */
public final class Tap {
    /** Each one costs every exchange a look. */
    private static final int MOST = 16;

    private static final VarHandle WATCHES;

    static {
        try {
            WATCHES = MethodHandles.lookup().findVarHandle(Tap.class, "watches", TapWatch[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Ticker ticker;
    /** Null while nobody watches. */
    private volatile TapWatch @Nullable [] watches;

    public Tap(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Begins to watch. Whoever does not take what was found for {@link TapWatch#PATIENCE_NANOS} watches no more.
     *
     * @param most lines a second, 1 to 1000
     * @throws IllegalStateException where too many watch already
     */
    public TapWatch watch(TapFilter filter, int most) {
        TapWatch watch = new TapWatch(filter, most, ticker.nanos());
        while (true) {
            TapWatch[] before = watches;
            long now = ticker.nanos();
            TapWatch[] live = before == null
                    ? new TapWatch[0]
                    : Stream.of(before).filter(one -> !one.forgotten(now)).toArray(TapWatch[]::new);
            if (live.length >= MOST) {
                throw new IllegalStateException("tap: " + MOST + " watch already (expected: fewer)");
            }
            TapWatch[] after = Arrays.copyOf(live, live.length + 1);
            after[live.length] = watch;
            if (WATCHES.compareAndSet(this, before, after)) {
                return watch;
            }
        }
    }

    /** Watches no more; whether or not it still did. */
    public void end(TapWatch watch) {
        while (true) {
            TapWatch[] before = watches;
            if (before == null) {
                return;
            }
            TapWatch[] left =
                    Stream.of(before).filter(one -> !one.equals(watch)).toArray(TapWatch[]::new);
            if (WATCHES.compareAndSet(this, before, left.length == 0 ? null : left)) {
                return;
            }
        }
    }

    /** Whether anybody watches. */
    public boolean watched() {
        return watches != null;
    }

    void offer(Outcome outcome, @Nullable PoolStats pool) {
        TapWatch[] now = watches;
        if (now != null) {
            offer(now, outcome, pool);
        }
    }

    private void offer(TapWatch[] all, Outcome outcome, @Nullable PoolStats pool) {
        long now = ticker.nanos();
        String name = pool == null ? "" : pool.name();
        for (TapWatch watch : all) {
            if (watch.forgotten(now)) {
                end(watch);
            } else {
                watch.offer(outcome, name);
            }
        }
    }
}
