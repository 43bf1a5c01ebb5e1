package dev.skein;

import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Housekeeping;
import dev.skein.telemetry.LoopLag;
import dev.skein.transport.Loop;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the engine: how late its loops are, what its counters were lately. A thread of its own. */
final class Observation implements AutoCloseable {
    private static final long LAG_MILLIS = 100;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-telemetry").daemon(true).factory());
    private final Catalogue catalogue;

    private Observation(Engine engine) {
        LoopLag lag = new LoopLag(engine.loops().count(), TimeUnit.MILLISECONDS.toNanos(LAG_MILLIS));
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
        var unused = thread.scheduleWithFixedDelay(
                new Housekeeping(engine.ticker(), engine.metrics(), engine.accessLog(), lag, engine.journal()),
                0,
                Housekeeping.PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    static Observation start(Engine engine) {
        return new Observation(engine);
    }

    Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
