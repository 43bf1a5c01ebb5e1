package dev.skein.telemetry;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the exchanges of one subject, be it the node, a route, a pool or a server: how they ended, bytes,
 * attempts, and how long they took. Per loop, made on first use. {@link #read()} sums up.
 */
final class Traffic {
    /** Status codes 0 (nothing sent) to 999. */
    static final int STATUSES = 1000;

    static final int PHASES = Phase.values().length;
    static final int ENDS = Failure.values().length * PHASES;

    private static final VarHandle CODES = MethodHandles.arrayElementVarHandle(SparseCounters[].class);
    private static final int BEGUN = 0;
    private static final int ENDED = 1;
    private static final int BYTES_IN = 2;
    private static final int BYTES_OUT = 3;
    private static final int ATTEMPTS = 4;
    private static final int RETRIES = 5;
    private static final int REUSED = 6;
    private static final int COUNTERS = 7;

    private final LoopCounters counters;
    /** Per loop: statuses first, then ends. */
    private final @Nullable SparseCounters[] codes;

    private final Histogram duration;
    private final TrafficHistory history = new TrafficHistory(this);

    Traffic(int loops) {
        counters = new LoopCounters(loops, COUNTERS);
        codes = new SparseCounters[loops];
        duration = new Histogram(loops);
    }

    void begin(int loop) {
        counters.add(BEGUN, 1, loop);
    }

    /**
     * Counts an exchange that ended; every one was announced by {@link #begin}.
     *
     * @param attempts how many of the outcome's attempts concern this subject
     */
    void end(Outcome outcome, int attempts, int loop) {
        counters.add(ENDED, 1, loop);
        counters.add(BYTES_IN, outcome.bytesIn, loop);
        counters.add(BYTES_OUT, outcome.bytesOut, loop);
        if (attempts > 0) {
            counters.add(ATTEMPTS, attempts, loop);
            if (attempts > 1) {
                counters.add(RETRIES, attempts - 1, loop);
            }
            if (outcome.reused) {
                counters.add(REUSED, 1, loop);
            }
        }
        SparseCounters own = codes(loop);
        int status = outcome.status;
        own.increment(status >= 0 && status < STATUSES ? status : 0);
        if (outcome.failure != Failure.NONE) {
            own.increment(endIndex(outcome.failure, outcome.phase));
        }
        // A tunnel lasts as long as its users talk: hours that say nothing about how fast anything was.
        if (outcome.phase != Phase.TUNNEL && status != 101) {
            duration.record(outcome.totalNanos, loop);
        }
    }

    /** Counts an attempt that was given up for another server: a failure, but no end of an exchange. */
    void attemptFailed(Failure failure, Phase phase, int loop) {
        counters.add(ENDED, 1, loop);
        counters.add(ATTEMPTS, 1, loop);
        codes(loop).increment(endIndex(failure, phase));
    }

    /** Index of a failure in a phase among {@code STATUSES + ENDS} codes. */
    // The index lives in this process only and is never stored: an order that changes does no harm.
    @SuppressWarnings("EnumOrdinal")
    static int endIndex(Failure failure, Phase phase) {
        return STATUSES + failure.ordinal() * PHASES + phase.ordinal();
    }

    private SparseCounters codes(int loop) {
        SparseCounters own = codes[loop];
        return own == null ? makeCodes(loop) : own;
    }

    private SparseCounters makeCodes(int loop) {
        SparseCounters made = new SparseCounters(STATUSES + ENDS);
        CODES.setRelease(codes, loop, made);
        return made;
    }

    /** Exchanges that ended, and given-up attempts of a server: cheap, to see whether anything happened. */
    long ended() {
        return counters.sum(ENDED);
    }

    /** Exchanges under way. */
    long inFlight() {
        // Ended first: what begins in between makes the answer too large by one, never negative.
        long ended = counters.sum(ENDED);
        return counters.sum(BEGUN) - ended;
    }

    void sample(long nowNanos) {
        history.sample(nowNanos);
    }

    Window window(long nowNanos, long spanNanos) {
        return history.window(nowNanos, spanNanos);
    }

    Histogram duration() {
        return duration;
    }

    TrafficReading read() {
        return new TrafficReading(codes(), volume(), inFlight(), duration.read());
    }

    /** Statuses and ends. */
    SparseReading codes() {
        SparseReading sums = new SparseReading(STATUSES + ENDS);
        for (int i = 0; i < codes.length; i++) {
            SparseCounters own = (SparseCounters) CODES.getAcquire(codes, i);
            if (own != null) {
                own.addTo(sums);
            }
        }
        return sums;
    }

    TrafficReading.Volume volume() {
        return new TrafficReading.Volume(
                counters.sum(BYTES_IN),
                counters.sum(BYTES_OUT),
                counters.sum(ATTEMPTS),
                counters.sum(RETRIES),
                counters.sum(REUSED));
    }
}
