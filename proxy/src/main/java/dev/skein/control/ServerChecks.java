package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.model.ServerKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last check of each server that a node checks, told to all others every five seconds: checks are shared out, so that no
 * node knows all of them. What is told is bounded: {@value #MOST} servers, {@value #LONGEST} characters each.
 */
public record ServerChecks(Map<ServerKey, Check> byServer) {
    /** The kind of such reports. */
    public static final String KIND = "checks";

    private static final int VERSION = 1;
    private static final int MOST = 2000;
    private static final int LONGEST = 160;

    /** How one check went, by the clock of the node that made it. */
    public record Check(long epochMillis, boolean passed, long latencyNanos, String text) {
        /** A check as it is shown. */
        public static Check of(ProbeNote note) {
            String text = note.reason();
            String told = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + '…';
            return new Check(note.epochMillis(), note.passed(), note.latencyNanos(), told);
        }
    }

    public ServerChecks {
        byServer = Map.copyOf(byServer);
    }

    /** What a node checks itself, of these pools. */
    public static ServerChecks of(List<PoolReport> pools) {
        Map<ServerKey, Check> checks = new LinkedHashMap<>();
        for (PoolReport pool : pools) {
            for (ServerReport server : pool.servers()) {
                ProbeNote last = server.ownCheck();
                if (last != null && checks.size() < MOST) {
                    checks.put(server.key(), Check.of(last));
                }
            }
        }
        return new ServerChecks(checks);
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(byServer.size());
        byServer.forEach((key, check) -> out.text(key.pool())
                .text(key.server())
                .number(check.epochMillis)
                .flag(check.passed)
                .number(check.latencyNanos)
                .text(check.text));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static ServerChecks decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Map<ServerKey, Check> checks = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            ServerKey key = new ServerKey(in.text(), in.text());
            checks.put(key, new Check(in.number(), in.flag(), in.number(), in.text()));
        }
        return new ServerChecks(checks);
    }
}
