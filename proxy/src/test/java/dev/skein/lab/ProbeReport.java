package dev.skein.lab;

import java.util.Arrays;
import java.util.Locale;

/**
 * What an open-loop prober saw. A request is bad when it failed, or took longer than {@link #SLOW_MILLIS} from the moment at
 * which it was due; an outage is the longest run of bad ones; the tail is the 99th percentile of those that did not fail.
 */
public record ProbeReport(
        int sent, int bad, int failed, long outageMillis, long medianMicros, long worstMicros, long tailMicros) {
    /** As in the measurements that ours are compared with. */
    public static final long SLOW_MILLIS = 250;

    /**
     * Sums up.
     *
     * @param micros from the moment each request was due to its end; -1: failed
     */
    static ProbeReport of(long[] micros, double perSecond) {
        int bad = 0;
        int failed = 0;
        int run = 0;
        int longest = 0;
        long worst = 0;
        for (long each : micros) {
            failed += each < 0 ? 1 : 0;
            run = isBad(each) ? run + 1 : 0;
            bad += isBad(each) ? 1 : 0;
            longest = Math.max(longest, run);
            worst = Math.max(worst, each);
        }
        long[] good = Arrays.stream(micros).filter(each -> each >= 0).sorted().toArray();
        long median = good.length == 0 ? -1 : good[good.length / 2];
        long tail = good.length == 0 ? -1 : good[good.length * 99 / 100];
        return new ProbeReport(micros.length, bad, failed, Math.round(longest * 1000 / perSecond), median, worst, tail);
    }

    static boolean isBad(long micros) {
        return micros < 0 || micros > SLOW_MILLIS * 1000;
    }

    /** One line for the prober's output. */
    String line(String word) {
        return String.format(
                Locale.ROOT,
                "%s %d %d %d %d %d %d %d",
                word,
                sent,
                bad,
                failed,
                outageMillis,
                medianMicros,
                worstMicros,
                tailMicros);
    }

    /** Reads it back. */
    static ProbeReport parse(String line) {
        return of(Arrays.stream(line.split(" ", -1))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .toArray());
    }

    /** From the numbers of its line. */
    static ProbeReport of(double[] parts) {
        return new ProbeReport(
                (int) parts[0],
                (int) parts[1],
                (int) parts[2],
                (long) parts[3],
                (long) parts[4],
                (long) parts[5],
                (long) parts[6]);
    }
}
