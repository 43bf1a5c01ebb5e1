package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.HistogramReading;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long one node's exchanges with each server took in the last ten seconds, told to all others every five: counts of
 * buckets, because percentiles of several nodes can't be worked out from each one's percentiles.
 *
 * @param byServer those with traffic only
 */
public record ServerTimes(Map<ServerKey, HistogramReading> byServer) {
    /** The kind of such reports. */
    public static final String KIND = "times";

    private static final int VERSION = 1;

    public ServerTimes {
        byServer = Map.copyOf(byServer);
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(byServer.size());
        byServer.forEach((key, durations) -> {
            long[] sparse = durations.sparse();
            out.text(key.pool()).text(key.server()).number(durations.sumNanos()).number(sparse.length);
            for (long value : sparse) {
                out.number(value);
            }
        });
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static ServerTimes decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Map<ServerKey, HistogramReading> byServer = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            ServerKey key = new ServerKey(in.text(), in.text());
            long sum = in.number();
            long[] sparse = new long[in.count()];
            for (int i = 0; i < sparse.length; i++) {
                sparse[i] = in.number();
            }
            byServer.put(key, HistogramReading.of(sparse, sum));
        }
        return new ServerTimes(byServer);
    }
}
