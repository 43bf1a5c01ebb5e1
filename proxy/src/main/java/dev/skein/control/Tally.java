package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exact counts of one node, told several times a second while something is rolled or drilled: what the reports of every
 * second round or average is what these decide by.
 *
 * @param life number of the node's life
 * @param ready whether it takes requests
 * @param majority whether it hears a majority of the voters
 * @param total of all its exchanges since its start
 * @param runner whose command line was heard by this node last; empty: none's
 * @param runnerMillis how long ago
 * @param servers of the pools in question
 */
public record Tally(
        long life,
        boolean ready,
        boolean majority,
        Counts total,
        String runner,
        long runnerMillis,
        Map<ServerKey, Line> servers) {
    /** The kind of such reports. */
    public static final String KIND = "tally";

    private static final int VERSION = 1;

    public Tally {
        servers = Map.copyOf(servers);
    }

    /**
     * Exchanges since some moment.
     *
     * @param bad failed, or answered with 500 and above
     */
    public record Counts(long requests, long bad) {
        public static final Counts NONE = new Counts(0, 0);

        public Counts plus(Counts other) {
            return new Counts(requests + other.requests, bad + other.bad);
        }

        /** What came since; nothing where a counter began anew. */
        public Counts since(Counts earlier) {
            return new Counts(Math.max(0, requests - earlier.requests), Math.max(0, bad - earlier.bad));
        }
    }

    /**
     * One server, as the node sees it.
     *
     * @param inFlight of this node alone
     * @param healthy whether it serves, by checks and traffic
     * @param takesNew whether it gets new sessions
     * @param percent of its weight, less while slow start goes on
     * @param health in words, with the reason
     */
    public record Line(
            Counts counts,
            long inFlight,
            AdminState admin,
            boolean healthy,
            boolean takesNew,
            int percent,
            String health) {}

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(life).flag(ready).flag(majority);
        out.number(total.requests()).number(total.bad()).text(runner).number(runnerMillis);
        out.number(servers.size());
        servers.forEach((key, line) -> {
            out.text(key.pool()).text(key.server());
            out.number(line.counts().requests()).number(line.counts().bad()).number(line.inFlight());
            out.constant(line.admin()).flag(line.healthy()).flag(line.takesNew());
            out.number(line.percent()).text(line.health());
        });
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Tally decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        long life = in.number();
        boolean ready = in.flag();
        boolean majority = in.flag();
        Counts total = new Counts(in.number(), in.number());
        String runner = in.text();
        long runnerMillis = in.number();
        Map<ServerKey, Line> servers = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            ServerKey key = new ServerKey(in.text(), in.text());
            Counts counts = new Counts(in.number(), in.number());
            servers.put(
                    key,
                    new Line(
                            counts,
                            in.number(),
                            in.constant(AdminState.values()),
                            in.flag(),
                            in.flag(),
                            in.integer(),
                            in.text()));
        }
        return new Tally(life, ready, majority, total, runner, runnerMillis, servers);
    }
}
