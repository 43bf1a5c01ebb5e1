package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.telemetry.HistogramReading;
import dev.skein.telemetry.TrafficReading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one node has counted since its start, told to all others every five seconds: whoever scrapes one node gets the
 * counters of all, and they only grow, other than {@link NodeReport}'s rates.
 *
 * @param statuses exchanges by class of status: none sent, 1xx, 2xx, 3xx, 4xx, 5xx
 * @param failed exchanges that did not end well, through no client's fault
 * @param attempts requests sent to servers, or tried to
 * @param retries those of them that were not an exchange's first
 * @param linesLost lines of logs, traces and events of the journal that were dropped
 * @param durations of all exchanges but tunnels
 */
public record NodeTotals(
        List<Long> statuses,
        long failed,
        long bytesIn,
        long bytesOut,
        long attempts,
        long retries,
        long linesLost,
        HistogramReading durations) {
    /** The kind of such reports. */
    public static final String KIND = "totals";

    private static final int VERSION = 1;

    public NodeTotals {
        statuses = List.copyOf(statuses);
    }

    /** All exchanges of a node. */
    public static NodeTotals of(TrafficReading all, long linesLost) {
        TrafficReading.Volume volume = all.volume();
        return new NodeTotals(
                IntStream.rangeClosed(0, 5).mapToObj(all::statusClass).toList(),
                all.failed(),
                volume.bytesIn(),
                volume.bytesOut(),
                volume.attempts(),
                volume.retries(),
                linesLost,
                all.duration());
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(statuses.size());
        statuses.forEach(out::number);
        out.number(failed).number(bytesIn).number(bytesOut).number(attempts).number(retries);
        long[] sparse = durations.sparse();
        out.number(linesLost).number(durations.sumNanos()).number(sparse.length);
        for (long value : sparse) {
            out.number(value);
        }
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static NodeTotals decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        List<Long> statuses = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            statuses.add(in.number());
        }
        long failed = in.number();
        long bytesIn = in.number();
        long bytesOut = in.number();
        long attempts = in.number();
        long retries = in.number();
        long lost = in.number();
        long sum = in.number();
        long[] sparse = new long[in.count()];
        for (int i = 0; i < sparse.length; i++) {
            sparse[i] = in.number();
        }
        return new NodeTotals(
                statuses, failed, bytesIn, bytesOut, attempts, retries, lost, HistogramReading.of(sparse, sum));
    }
}
