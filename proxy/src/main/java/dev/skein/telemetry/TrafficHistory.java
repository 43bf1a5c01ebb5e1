package dev.skein.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Readings of the last minute, taken every five seconds, so that a rate or a percentile of now can be told from one since
 * the start. One thread samples, any thread asks. While nothing happens it keeps the same reading again and again.
 */
final class TrafficHistory {
    /** A minute and one more, so that there is always one at least a minute old. */
    private static final int SAMPLES = 13;

    private final Traffic traffic;
    private volatile Sample[] samples = {};

    private record Sample(long nanos, long ended, TrafficReading reading) {}

    TrafficHistory(Traffic traffic) {
        this.traffic = traffic;
    }

    void sample(long nowNanos) {
        Sample[] old = samples;
        long ended = traffic.ended();
        Sample last = old.length == 0 ? null : old[old.length - 1];
        TrafficReading reading = last != null && last.ended == ended ? last.reading : traffic.read();
        int dropped = old.length == SAMPLES ? 1 : 0;
        Sample[] next = Arrays.copyOfRange(old, dropped, old.length + 1);
        next[next.length - 1] = new Sample(nowNanos, ended, reading);
        samples = next;
    }

    /** The window from the youngest sample that is at least so old, or the oldest there is, until now. */
    Window window(long nowNanos, long spanNanos) {
        Sample from = from(nowNanos, spanNanos);
        TrafficReading now = traffic.read();
        return from == null
                ? new Window(now.since(now), 0)
                : new Window(now.since(from.reading), Math.max(1, nowNanos - from.nanos));
    }

    private @Nullable Sample from(long nowNanos, long spanNanos) {
        Sample[] all = samples;
        for (int i = all.length - 1; i >= 0; i--) {
            if (nowNanos - all[i].nanos >= spanNanos) {
                return all[i];
            }
        }
        return all.length == 0 ? null : all[0];
    }
}
