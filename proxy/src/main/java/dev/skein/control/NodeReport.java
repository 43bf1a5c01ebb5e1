package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.HistogramReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a node is doing, told to all others once a second.
 *
 * @param epochMillis by its own clock
 * @param traffic of the last ten seconds
 * @param durations of the last ten seconds, to be added up over nodes
 * @param machine how much is left
 * @param pools by name, those with traffic only
 * @param servers those with traffic only
 * @param errorsPerSecond answers of 500 and above, of servers and of the node's own, of the last ten seconds
 * @param statuses exchanges a second by class of status: none sent, 1xx, 2xx, 3xx, 4xx, 5xx
 * @param page where the node's admin page is, for browsers; empty: it has none
 * @param held virtual addresses that the node holds, and since when by its own clock, in milliseconds since 1970
 */
public record NodeReport(
        long epochMillis,
        Rates traffic,
        HistogramReading durations,
        Machine machine,
        Map<String, Rates> pools,
        Map<ServerKey, Rates> servers,
        double errorsPerSecond,
        List<Double> statuses,
        String page,
        Map<String, Long> held) {

    /** The kind of such reports. */
    public static final String KIND = "node";

    private static final int VERSION = 1;

    public NodeReport {
        pools = Map.copyOf(pools);
        servers = Map.copyOf(servers);
        statuses = List.copyOf(statuses);
        held = Map.copyOf(held);
    }

    /** The same without pools and servers: small enough to be kept for a while. */
    NodeReport brief() {
        return new NodeReport(
                epochMillis, traffic, durations, machine, Map.of(), Map.of(), errorsPerSecond, statuses, page, held);
    }

    /** Requests and failures (that no client caused) a second, and requests under way now. */
    public record Rates(double perSecond, double failedPerSecond, long inFlight) {
        /** Whether there is anything to tell. */
        public boolean any() {
            return perSecond > 0 || inFlight > 0;
        }

        /** Of two nodes together. */
        public Rates plus(Rates other) {
            return new Rates(
                    perSecond + other.perSecond, failedPerSecond + other.failedPerSecond, inFlight + other.inFlight);
        }

        private void encode(Encoder out) {
            out.number(Math.round(perSecond * 1000))
                    .number(Math.round(failedPerSecond * 1000))
                    .number(inFlight);
        }

        private static Rates decode(Decoder in) {
            return new Rates(in.number() / 1000.0, in.number() / 1000.0, in.number());
        }
    }

    /**
     * The process and its machine.
     *
     * @param cpu share of the processors that the process used during the last second, 0 to 1
     * @param loopLagNanos the longest that an event loop was late during the last second
     */
    public record Machine(double cpu, long heapUsed, long heapMax, long bodyUsed, long bodyMax, long loopLagNanos) {
        /** What is left of whatever is scarcest of processors and memory for bodies, 0 to 1. */
        public double headroom() {
            double body = bodyMax <= 0 ? 0 : (double) bodyUsed / bodyMax;
            return Math.clamp(1 - Math.max(cpu, body), 0, 1);
        }
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(epochMillis);
        traffic.encode(out);
        long[] sparse = durations.sparse();
        out.number(durations.sumNanos()).number(sparse.length);
        for (long value : sparse) {
            out.number(value);
        }
        out.number(Math.round(machine.cpu * 1000))
                .number(machine.heapUsed)
                .number(machine.heapMax)
                .number(machine.bodyUsed)
                .number(machine.bodyMax)
                .number(machine.loopLagNanos)
                .number(pools.size());
        pools.forEach((name, rates) -> rates.encode(out.text(name)));
        out.number(servers.size());
        servers.forEach((key, rates) -> rates.encode(out.text(key.pool()).text(key.server())));
        out.number(Math.round(errorsPerSecond * 1000)).number(statuses.size());
        statuses.forEach(rate -> out.number(Math.round(rate * 1000)));
        out.text(page).number(held.size());
        held.forEach((address, since) -> out.text(address).number(since));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static NodeReport decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        long at = in.number();
        Rates traffic = Rates.decode(in);
        HistogramReading durations = durations(in);
        Machine machine =
                new Machine(in.number() / 1000.0, in.number(), in.number(), in.number(), in.number(), in.number());
        Map<String, Rates> pools = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            pools.put(in.text(), Rates.decode(in));
        }
        Map<ServerKey, Rates> servers = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            servers.put(new ServerKey(in.text(), in.text()), Rates.decode(in));
        }
        double errors = in.more() ? in.number() / 1000.0 : 0;
        List<Double> statuses = new ArrayList<>();
        for (int left = in.more() ? in.count() : 0; left > 0; left--) {
            statuses.add(in.number() / 1000.0);
        }
        String page = in.more() ? in.text() : "";
        Map<String, Long> held = new LinkedHashMap<>();
        for (int left = in.more() ? in.count() : 0; left > 0; left--) {
            held.put(in.text(), in.number());
        }
        return new NodeReport(at, traffic, durations, machine, pools, servers, errors, statuses, page, held);
    }

    private static HistogramReading durations(Decoder in) {
        long sum = in.number();
        long[] sparse = new long[in.count()];
        for (int i = 0; i < sparse.length; i++) {
            sparse[i] = in.number();
        }
        return HistogramReading.of(sparse, sum);
    }
}
