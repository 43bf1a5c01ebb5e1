package dev.skein.drill;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the probe saw in one part of a drill.
 *
 * @param failed no answer in time, or one of 500 and above
 * @param gapMillis the longest time in which no request that began was answered well: from the begin of the first that was
 *     not to the begin of the next that was; 0 where all were
 * @param p99Micros of those answered well
 */
public record Part(long sent, long failed, long gapMillis, long p99Micros) {
    public static final Part NONE = new Part(0, 0, 0, 0);

    /** One request of the probe; times on one monotonic clock. */
    public record Sample(long beganNanos, long tookNanos, boolean well) {}

    /** Works it out; pure. */
    static Part of(List<Sample> unsorted, long endNanos) {
        List<Sample> samples = new ArrayList<>(unsorted);
        samples.sort((one, two) -> Long.signum(one.beganNanos() - two.beganNanos()));
        List<Long> times = new ArrayList<>();
        long gap = 0;
        long since = 0;
        boolean open = false;
        for (Sample sample : samples) {
            if (sample.well()) {
                times.add(sample.tookNanos());
                gap = open ? Math.max(gap, sample.beganNanos() - since) : gap;
            } else if (!open) {
                since = sample.beganNanos();
            }
            open = !sample.well();
        }
        gap = open ? Math.max(gap, endNanos - since) : gap;
        Collections.sort(times);
        long p99 = times.isEmpty() ? 0 : times.get((int) Math.ceil(times.size() * 0.99) - 1);
        return new Part(samples.size(), samples.size() - times.size(), gap / 1_000_000, p99 / 1_000);
    }

    void encode(Encoder out) {
        out.number(sent).number(failed).number(gapMillis).number(p99Micros);
    }

    static Part decode(Decoder in) {
        return new Part(in.number(), in.number(), in.number(), in.number());
    }
}
