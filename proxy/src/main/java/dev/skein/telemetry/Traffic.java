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

    private static final VarHandle LANE = MethodHandles.arrayElementVarHandle(TrafficLane[].class);

    private final @Nullable TrafficLane[] lanes;
    private final TrafficHistory history = new TrafficHistory(this);

    Traffic(int loops) {
        lanes = new TrafficLane[loops];
    }

    void begin(int loop) {
        lane(loop).add(TrafficLane.BEGUN, 1);
    }

    /**
     * Counts an exchange that ended; every one was announced by {@link #begin}.
     *
     * @param attempts how many of the outcome's attempts concern this subject
     */
    void end(Outcome outcome, int attempts, int loop) {
        lane(loop).end(outcome, attempts);
    }

    /** Counts an attempt that was given up for another server: a failure, but no end of an exchange. */
    void attemptFailed(Failure failure, Phase phase, int loop) {
        lane(loop).attemptFailed(failure, phase);
    }

    private TrafficLane lane(int loop) {
        TrafficLane own = lanes[loop];
        return own == null ? make(loop) : own;
    }

    private TrafficLane make(int loop) {
        TrafficLane made = new TrafficLane();
        LANE.setRelease(lanes, loop, made);
        return made;
    }

    /** Index of a failure in a phase among {@code STATUSES + ENDS} codes. */
    // The index lives in this process only and is never stored: an order that changes does no harm.
    @SuppressWarnings("EnumOrdinal")
    static int endIndex(Failure failure, Phase phase) {
        return STATUSES + failure.ordinal() * PHASES + phase.ordinal();
    }

    /** Exchanges that ended, and given-up attempts of a server: cheap, to see whether anything happened. */
    long ended() {
        return sum(TrafficLane.ENDED);
    }

    /** Exchanges under way. */
    long inFlight() {
        // Ended first: what begins in between makes the answer too large by one, never negative.
        long ended = sum(TrafficLane.ENDED);
        return sum(TrafficLane.BEGUN) - ended;
    }

    void sample(long nowNanos) {
        history.sample(nowNanos);
    }

    Window window(long nowNanos, long spanNanos) {
        return history.window(nowNanos, spanNanos);
    }

    /** How long exchanges took. */
    HistogramReading duration() {
        SparseReading counts = new SparseReading(LatencyScale.BUCKETS);
        for (int i = 0; i < lanes.length; i++) {
            TrafficLane own = lane(lanes, i);
            if (own != null) {
                own.addDurationsTo(counts);
            }
        }
        return new HistogramReading(counts, sum(TrafficLane.NANOS));
    }

    TrafficReading read() {
        return new TrafficReading(codes(), volume(), inFlight(), duration());
    }

    /** Statuses and ends. */
    SparseReading codes() {
        SparseReading sums = new SparseReading(STATUSES + ENDS);
        for (int i = 0; i < lanes.length; i++) {
            TrafficLane own = lane(lanes, i);
            if (own != null) {
                own.addCodesTo(sums);
            }
        }
        return sums;
    }

    TrafficReading.Volume volume() {
        return new TrafficReading.Volume(
                sum(TrafficLane.BYTES_IN),
                sum(TrafficLane.BYTES_OUT),
                sum(TrafficLane.ATTEMPTS),
                sum(TrafficLane.RETRIES),
                sum(TrafficLane.REUSED));
    }

    /** Sum over all loops; of a gauge kept as increments and decrements it may be off by what is under way. */
    private long sum(int counter) {
        long sum = 0;
        for (int i = 0; i < lanes.length; i++) {
            TrafficLane own = lane(lanes, i);
            sum += own == null ? 0 : own.get(counter);
        }
        return sum;
    }

    private static @Nullable TrafficLane lane(@Nullable TrafficLane[] lanes, int loop) {
        return (TrafficLane) LANE.getAcquire(lanes, loop);
    }
}
