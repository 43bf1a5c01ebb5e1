package dev.skein;

import dev.skein.cluster.Cluster;
import dev.skein.proxying.ExchangePool;
import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Housekeeping;
import dev.skein.telemetry.LoopLag;
import dev.skein.transport.Loop;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the engine: how late its loops are, what its counters were lately; and keeps the journal. A thread of its own. */
final class Observation implements AutoCloseable {
    private static final long LAG_MILLIS = 100;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-telemetry").daemon(true).factory());
    private final LoopLag lag;
    private final Catalogue catalogue;
    private final JournalKeeping journal;

    private Observation(Engine engine, Path data) {
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
        catalogue.add(List.of(Family.counter(
                "skein_expressions_aborted",
                "Evaluations of routes' expressions that took too long or too much and counted as no match",
                () -> engine.premises().exchanges().stream()
                        .mapToLong(ExchangePool::abortedExpressions)
                        .sum())));
        this.journal = JournalKeeping.begin(engine.journal(), data);
        catalogue.add(List.of(Family.counter(
                "skein_journal_events_lost", "Events that did not get into the journal's file", journal::lost)));
        var unused = thread.scheduleWithFixedDelay(
                new Housekeeping(engine.ticker(), engine.metrics(), engine.accessLog(), lag, engine.journal()),
                0,
                Housekeeping.PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Begins.
     *
     * @param data where the journal is kept
     */
    static Observation start(Engine engine, Path data) {
        return new Observation(engine, data);
    }

    /** Tells the other nodes how this one is doing, from now on; on a node alone nothing. */
    void report(Cluster cluster, Engine engine) {
        if (!cluster.lone()) {
            var unused = thread.scheduleWithFixedDelay(
                    new NodeReporting(cluster, engine, lag), 0, NodeReporting.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        journal.close();
    }
}
