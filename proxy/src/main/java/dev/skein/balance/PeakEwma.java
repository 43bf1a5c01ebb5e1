package dev.skein.balance;

/**
 * An exponentially weighted moving average that jumps to peaks at once and comes down slowly, as in Finagle's
 * {@code PeakEwma}. The state is one long, so that a reader on another thread never sees half of it: the average in
 * nanoseconds as float bits, and the millisecond of the last sample (wraps after 49 days, which makes a server idle for
 * so long look fresher than it is). Pure.
 */
final class PeakEwma {
    /** Time constant: after this long without a sample an average has fallen to about a third. */
    static final long TAU_MILLIS = 10_000;

    private static final long MILLI = 1_000_000L;

    private PeakEwma() {}

    /** The state after one more sample. */
    static long observe(long state, long nanos, long now) {
        float average = Float.intBitsToFloat((int) (state >>> 32));
        float next = nanos >= average ? nanos : nanos + (average - nanos) * decay(state, now);
        return ((long) Float.floatToRawIntBits(next) << 32) | ((now / MILLI) & 0xffffffffL);
    }

    /** The average at {@code now}: it falls towards 0 while nothing is heard, so that a slow server gets another try. */
    static float value(long state, long now) {
        return state == 0 ? 0 : Float.intBitsToFloat((int) (state >>> 32)) * decay(state, now);
    }

    /** About {@code exp(-elapsed / tau)}: a rational form, within 2 % up to one tau, monotonic, and cheap. */
    private static float decay(long state, long now) {
        int elapsed = (int) (now / MILLI) - (int) state;
        if (state == 0 || elapsed <= 0) {
            return state == 0 ? 0 : 1;
        }
        float x = (float) elapsed / TAU_MILLIS;
        return 1 / (1 + x * (1 + x * (0.5f + x / 6)));
    }
}
