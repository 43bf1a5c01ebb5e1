package dev.skein.admission;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops giving a pool requests when too many fail, and tries it again with a few. The rules are {@link BreakerState}'s;
 * here they meet many event loops: each counts for itself, the state changes by compare-and-set, and whoever wins tells the
 * listener, once. Nothing is allocated while it stays closed.
 */
public final class CircuitBreaker {
    /** The permit that says no. */
    public static final long REFUSED = -1;

    private final BreakerRule rule;
    private final Listener listener;
    private final LoopWindow attempts;
    private final LoopWindow failures;
    private final AtomicReference<BreakerState> state;

    /** Told of each change of state, on the thread that caused it: an event loop, so it must not block. */
    @FunctionalInterface
    public interface Listener {
        /** The state changed from one kind to another. */
        void changed(BreakerState from, BreakerState to);
    }

    /**
     * @param loops number of event loops
     * @param now the {@link dev.skein.model.Ticker#nanos()} of the moment
     */
    public CircuitBreaker(BreakerRule rule, int loops, long now, Listener listener) {
        this.rule = rule;
        this.listener = listener;
        this.attempts = new LoopWindow(loops, rule.windowNanos());
        this.failures = new LoopWindow(loops, rule.windowNanos());
        this.state = new AtomicReference<>(new BreakerState.Closed(0, now - rule.windowNanos()));
    }

    /**
     * Asks to make an attempt. Any thread.
     *
     * @return a permit, 0 or above, to be given back exactly once to {@link #succeeded}, {@link #failed} or
     *     {@link #abandoned}; or {@link #REFUSED}
     */
    public long admit(long now) {
        while (true) {
            BreakerState held = state.get();
            if (!held.admits(rule, now)) {
                return REFUSED;
            }
            BreakerState next = held.admitted(rule, now);
            if (moved(held, next)) {
                return next.term();
            }
        }
    }

    /** The attempt ended well: the server answered, and not with what counts as failure. On the loop. */
    public void succeeded(int loop, long permit, long now) {
        attempts.add(loop, now);
        end(permit, BreakerState.End.SUCCESS, now);
    }

    /** The attempt failed through the server's fault. On the loop. */
    public void failed(int loop, long permit, long now) {
        attempts.add(loop, now);
        failures.add(loop, now);
        end(permit, BreakerState.End.FAILURE, now);
    }

    /** The attempt ended without saying anything about the server. */
    public void abandoned(long permit, long now) {
        end(permit, BreakerState.End.ABANDONED, now);
    }

    /** The state at the moment. An open one that is due still shows as open until somebody asks. */
    public BreakerState state() {
        return state.get();
    }

    /** Nanoseconds until an attempt may be let through again, 0 if one may. For {@code Retry-After}. */
    public long nanosToWait(long now) {
        BreakerState held = state.get();
        long lasts = held instanceof BreakerState.Open open ? open.lasts(rule) : rule.openNanos();
        return held.admits(rule, now) ? 0 : Math.max(1, held.since() + lasts - now);
    }

    /** Another node found that too many fail; the listener is not told. Whether this one had it closed. */
    public boolean openedElsewhere(long now) {
        while (true) {
            BreakerState held = state.get();
            if (held instanceof BreakerState.Open open && !open.elsewhere()) {
                return false;
            }
            if (state.compareAndSet(held, new BreakerState.Open(held.term() + 1, now, true))) {
                return held instanceof BreakerState.Closed;
            }
        }
    }

    /** Those who opened it elsewhere found that it works; the listener is not told. Whether it was open for them. */
    public boolean closedElsewhere(long now) {
        BreakerState held = state.get();
        return held instanceof BreakerState.Open open
                && open.elsewhere()
                && state.compareAndSet(held, new BreakerState.Closed(held.term() + 1, now));
    }

    public BreakerRule rule() {
        return rule;
    }

    private void end(long permit, BreakerState.End end, long now) {
        while (true) {
            BreakerState held = state.get();
            if (held.term() != permit) {
                return;
            }
            boolean tripped = end == BreakerState.End.FAILURE
                    && rule.trips(failures.sumAfter(held.since(), now), attempts.sumAfter(held.since(), now));
            if (moved(held, held.ended(end, tripped, rule, now))) {
                return;
            }
        }
    }

    private boolean moved(BreakerState held, BreakerState next) {
        if (next.equals(held)) {
            return true;
        }
        if (!state.compareAndSet(held, next)) {
            return false;
        }
        if (next.getClass() != held.getClass()) {
            listener.changed(held, next);
        }
        return true;
    }
}
