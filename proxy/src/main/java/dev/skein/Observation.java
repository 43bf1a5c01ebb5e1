package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.admin.StateFamilies;
import dev.skein.config.ClusterSettings;
import dev.skein.config.NodeSettings;
import dev.skein.config.Settings;
import dev.skein.config.TelemetrySettings;
import dev.skein.control.ReportHistory;
import dev.skein.journal.Archive;
import dev.skein.otlp.Otlp;
import dev.skein.proxying.ExchangePool;
import dev.skein.tap.Taps;
import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Housekeeping;
import dev.skein.telemetry.LoopLag;
import dev.skein.transport.Loop;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Watches the engine: how late its loops are, what its counters were lately; and keeps the journal. A thread of its own. */
final class Observation implements AutoCloseable {
    private static final long LAG_MILLIS = 100;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-telemetry").daemon(true).factory());
    private final LoopLag lag;
    private final Catalogue catalogue;
    private final Archive archive;
    private final ReportHistory history = new ReportHistory();
    private final Taps taps;
    private final Otlp otlp;

    private Observation(Engine engine, Settings settings) {
        NodeSettings node = settings.node();
        otlp = otlp(engine, settings);
        lag = new LoopLag(engine.loops().count(), TimeUnit.MILLISECONDS.toNanos(LAG_MILLIS));
        for (Loop loop : engine.loops().all()) {
            int index = loop.index();
            var unused = loop.eventLoop()
                    .scheduleAtFixedRate(
                            () -> lag.tick(index, engine.ticker().nanos()),
                            LAG_MILLIS,
                            LAG_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
        this.catalogue = Catalogue.of(engine.metrics(), lag, engine.accessLog());
        catalogue.add(otlp.families());
        catalogue.add(List.of(aborted(engine)));
        this.taps = new Taps(node.id(), engine.ticker().epochMillis(), engine.tap(), engine.ticker());
        this.archive = Archive.open(engine.journal(), node.id(), node.data().resolve("journal"), engine.ticker());
        catalogue.add(List.of(Family.counter(
                "skein_journal_events_lost",
                "Events of this node that are not in its journal on disk",
                archive::lost)));
        var unused = thread.scheduleWithFixedDelay(
                new Housekeeping(engine.ticker(), engine.metrics(), engine.accessLog(), lag, engine.journal()),
                0,
                Housekeeping.PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static Otlp otlp(Engine engine, Settings settings) {
        ClusterSettings cluster = settings.cluster();
        String name = cluster == null ? "" : cluster.name();
        Otlp.Self self = new Otlp.Self(settings.node().id(), name, NodeFacts.version());
        return new Otlp(self, engine.tracing(), engine.accessLog(), engine.ticker());
    }

    private static Family aborted(Engine engine) {
        return Family.counter(
                "skein_expressions_aborted",
                "Evaluations of routes' expressions that took too long or too much and counted as no match",
                () -> engine.premises().exchanges().stream()
                        .mapToLong(ExchangePool::abortedExpressions)
                        .sum());
    }

    /**
     * Begins.
     *
     * @param settings of the node whose journal is kept, and where
     */
    static Observation start(Engine engine, Settings settings) {
        return new Observation(engine, settings);
    }

    /** Tells the other nodes, and this one's own admin page, how this one is doing, from now on. */
    void report(NodeView node, Engine engine, Supplier<String> page) {
        catalogue.add(StateFamilies.of(node));
        var unused = thread.scheduleWithFixedDelay(
                new NodeReporting(
                        node,
                        engine,
                        lag,
                        history,
                        page,
                        () -> engine.accessLog().lost() + archive.lost() + otlp.lost()),
                0,
                NodeReporting.PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Ships what these settings want shipped. */
    void ship(TelemetrySettings settings) {
        otlp.apply(settings);
    }

    /** How all nodes were doing lately. */
    ReportHistory history() {
        return history;
    }

    /** Requests as they end, on all nodes. */
    Taps taps() {
        return taps;
    }

    /** The journals of all nodes. */
    Archive archive() {
        return archive;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        otlp.close();
        archive.close();
    }
}
