package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Member;
import dev.skein.cluster.Report;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Tally.Counts;
import dev.skein.control.Tally.Line;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.TrafficReading;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells this node's {@link Tally}, and keeps those of all nodes with how old they are. Confined to one thread. */
public final class Tallies {
    private static final Logger LOG = LoggerFactory.getLogger(Tallies.class);
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Cluster cluster;
    private final Control control;
    private final Metrics metrics;
    private final Ticker ticker;
    private final BooleanSupplier ready;
    private final Map<String, Heard> heard = new HashMap<>();
    private volatile Runner runner = new Runner("", 0);

    private record Heard(long term, long seq, long nanos) {}

    private record Runner(String token, long nanos) {}

    /** @param ready whether this node takes requests */
    public Tallies(Cluster cluster, Control control, Metrics metrics, Ticker ticker, BooleanSupplier ready) {
        this.cluster = cluster;
        this.control = control;
        this.metrics = metrics;
        this.ticker = ticker;
        this.ready = ready;
    }

    /** A command line that runs something for a roll has called. Any thread. */
    public void heardOf(String token) {
        runner = new Runner(token, ticker.nanos());
    }

    /** Tells this node's counts, soon: control is asked first. */
    public void tell(Set<String> pools) {
        var unused = control.report()
                .thenAccept(reports -> cluster.reports()
                        .publish(Tally.KIND, tally(reports, pools).encode()));
    }

    private Tally tally(List<PoolReport> reports, Set<String> pools) {
        Map<ServerKey, Line> lines = new HashMap<>();
        for (PoolReport pool : reports) {
            if (pools.contains(pool.name())) {
                pool.servers().forEach(server -> lines.put(server.key(), line(server)));
            }
        }
        Runner now = runner;
        return new Tally(
                cluster.membership().self().boot(),
                ready.getAsBoolean(),
                cluster.inMajority(),
                counts(metrics.node()),
                now.token(),
                TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - now.nanos()),
                lines);
    }

    private Line line(ServerReport server) {
        var stats = metrics.server(server.key());
        return new Line(
                counts(stats.read()),
                stats.inFlight(),
                server.adminState(),
                server.health().serving(),
                server.takesNew(),
                server.effectivePercent(),
                server.health().name().toLowerCase(Locale.ROOT) + ": " + server.reason());
    }

    /** An answer that was sent for a failure is one of 500 and above, too. */
    private static Counts counts(TrafficReading reading) {
        return new Counts(reading.requests(), Math.max(reading.failed(), reading.statusClass(5)));
    }

    /** The latest of each node that has told lately, by id. */
    public Map<String, Tally> fresh() {
        long now = ticker.nanos();
        Map<String, Tally> fresh = new TreeMap<>();
        cluster.reports().latest(Tally.KIND).forEach((node, report) -> {
            Heard before = heard.get(node);
            if (before == null || before.term() != report.term() || before.seq() != report.seq()) {
                before = new Heard(report.term(), report.seq(), now);
                heard.put(node, before);
            }
            Tally tally = now - before.nanos() < STALE_NANOS ? read(node, report) : null;
            if (tally != null) {
                fresh.put(node, tally);
            }
        });
        return fresh;
    }

    private static @Nullable Tally read(String node, Report report) {
        try {
            return Tally.decode(report.value());
        } catch (MalformedException e) {
            LOG.debug("tally of node {}: this version can't read it: {}", node, e.getMessage());
            return null;
        }
    }

    /** Nodes that take requests and are in the cluster, suspect or not, this one included; by id. */
    public Set<String> expected() {
        Set<String> expected = new TreeSet<>();
        for (Member member : cluster.membership().all()) {
            boolean self = member.id().equals(cluster.membership().self().id());
            if (member.role() == Member.Role.PROXY && (self || member.isIn())) {
                expected.add(member.id());
            }
        }
        return expected;
    }
}
