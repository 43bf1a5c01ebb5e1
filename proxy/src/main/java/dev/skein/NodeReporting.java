package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.admin.Quorum;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.NodeTotals;
import dev.skein.control.Plight;
import dev.skein.control.PoolReport;
import dev.skein.control.ReportHistory;
import dev.skein.control.ServerChecks;
import dev.skein.control.ServerTimes;
import dev.skein.control.SessionCounts;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.HistogramReading;
import dev.skein.telemetry.LoopLag;
import dev.skein.telemetry.TrafficStats;
import dev.skein.telemetry.Window;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes once a second how this one is doing; and the journal, when another node's clock says something else
 * than this one's. On the thread of telemetry.
 */
final class NodeReporting implements Runnable {
    /** How often to run. */
    static final long PERIOD_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(NodeReporting.class);
    /** Runs from one to the next that also tells how long servers take. */
    private static final int TIMES_EVERY = (int) (ReportHistory.STEP_MILLIS / PERIOD_MILLIS);

    private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long APART_MILLIS = 5000;
    private static final int APART_TIMES = 3;

    private final NodeView node;
    private final Cluster cluster;
    private final Engine engine;
    private final LoopLag lag;
    private final ReportHistory history;
    private final Supplier<String> page;
    private final LongSupplier lost;
    private final Holdings holdings = new Holdings();
    private final Map<String, Apart> apart = new ConcurrentHashMap<>();
    private int turn;
    private HistogramReading lagBefore;
    private Duration cpuBefore = Duration.ZERO;
    private long ranAt;

    /**
     * @param page where this node's admin page is; empty: nowhere
     * @param lost how many lines of whatever is told were dropped
     */
    NodeReporting(
            NodeView node,
            Engine engine,
            LoopLag lag,
            ReportHistory history,
            Supplier<String> page,
            LongSupplier lost) {
        this.lost = lost;
        this.history = history;
        this.page = page;
        this.node = node;
        this.cluster = node.cluster();
        this.engine = engine;
        this.lag = lag;
        this.lagBefore = lag.read();
        this.ranAt = engine.ticker().nanos();
        var unused = cluster.reports().listen(NodeReport.KIND, this::compareClocks);
    }

    @Override
    public void run() {
        try {
            cluster.reports().publish(NodeReport.KIND, report().encode());
            cluster.reports().publish(Plight.KIND, node.plight().encode());
            if (turn++ % TIMES_EVERY == 0) {
                cluster.reports().publish(ServerTimes.KIND, times().encode());
                NodeTotals totals = NodeTotals.of(engine.metrics().node(), lost.getAsLong());
                cluster.reports().publish(NodeTotals.KIND, totals.encode());
                SessionCounts sessions = SessionCounts.of(
                        engine.snapshots().current(), engine.ticker().nanos());
                cluster.reports().publish(SessionCounts.KIND, sessions.encode());
                var unused = node.control().report().thenAccept(this::checks);
                history.sample(cluster.reports(), engine.ticker().epochMillis());
            }
        } catch (RuntimeException e) {
            // An exception would end the timer.
            LOG.error("report of this node: failed", e);
        }
    }

    private void checks(List<PoolReport> pools) {
        cluster.reports().publish(ServerChecks.KIND, ServerChecks.of(pools).encode());
    }

    private NodeReport report() {
        long now = engine.ticker().nanos();
        Window window = engine.metrics().window(now, SPAN_NANOS);
        Map<String, Rates> pools = new HashMap<>();
        engine.metrics().pools().forEach(stats -> put(pools, stats.name(), stats, now));
        Map<ServerKey, Rates> servers = new HashMap<>();
        engine.metrics().servers().forEach(stats -> put(servers, stats.key(), stats, now));
        return new NodeReport(
                engine.ticker().epochMillis(),
                rates(window, engine.metrics().inFlight()),
                window.traffic().duration(),
                machine(now),
                pools,
                servers,
                statuses(window).getLast(),
                statuses(window),
                page.get(),
                held());
    }

    private Map<String, Long> held() {
        Quorum quorum = node.quorum().get();
        return quorum == null
                ? Map.of()
                : holdings.of(
                        quorum.id(),
                        quorum.heartbeat().view().leases(),
                        engine.ticker().epochMillis());
    }

    private static List<Double> statuses(Window window) {
        return IntStream.rangeClosed(0, 5)
                .mapToObj(hundreds ->
                        window.nanos() <= 0 ? 0.0 : window.traffic().statusClass(hundreds) * 1e9 / window.nanos())
                .toList();
    }

    private ServerTimes times() {
        long now = engine.ticker().nanos();
        Map<ServerKey, HistogramReading> times = new HashMap<>();
        engine.metrics().servers().forEach(stats -> {
            HistogramReading durations = stats.window(now, SPAN_NANOS).traffic().duration();
            if (durations.count() > 0) {
                times.put(stats.key(), durations);
            }
        });
        return new ServerTimes(times);
    }

    private static <K> void put(Map<K, Rates> to, K key, TrafficStats stats, long now) {
        Rates rates = rates(stats.window(now, SPAN_NANOS), stats.inFlight());
        if (rates.any()) {
            to.put(key, rates);
        }
    }

    private static Rates rates(Window window, long inFlight) {
        return new Rates(window.requestsPerSecond(), window.failedPerSecond(), inFlight);
    }

    private Machine machine(long now) {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        Runtime runtime = Runtime.getRuntime();
        double share =
                (double) cpu.minus(cpuBefore).toNanos() / Math.max(1, now - ranAt) / runtime.availableProcessors();
        HistogramReading lags = lag.read();
        long late = lags.since(lagBefore).maxNanos();
        cpuBefore = cpu;
        ranAt = now;
        lagBefore = lags;
        return new Machine(
                Math.clamp(share, 0, 1),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                engine.memory().used(),
                engine.memory().budget(),
                late);
    }

    /** How often in a row a node's time was found apart. */
    private record Apart(long epochMillis, int times) {
        Apart next(long reported) {
            return reported == epochMillis ? this : new Apart(reported, times + 1);
        }
    }

    /**
     * A report takes milliseconds; whoever's time is seconds away in one after the other has another clock. A single one may
     * be what somebody who is gone said last. Told once until it is mended.
     */
    private void compareClocks(Report report) {
        try {
            long reported = NodeReport.decode(report.value()).epochMillis();
            long ahead = reported - engine.ticker().epochMillis();
            if (Math.abs(ahead) < APART_MILLIS) {
                apart.remove(report.author());
                return;
            }
            Apart before = apart.getOrDefault(report.author(), new Apart(0, 0));
            Apart now = before.next(reported);
            apart.put(report.author(), now);
            if (now.times() == APART_TIMES && before.times() < APART_TIMES) {
                String text = "its clock is " + Math.abs(ahead) / 1000 + " s " + (ahead > 0 ? "ahead of" : "behind")
                        + " this node's: certificates, logs and ends of wishes need the right time";
                engine.journal().add(EventKind.CLOCKS_APART, report.author(), text);
            }
        } catch (MalformedException e) {
            LOG.warn("report of node {}: this version can't read it: {}", report.author(), e.getMessage());
        }
    }
}
