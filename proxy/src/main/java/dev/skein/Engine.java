package dev.skein;

import dev.skein.acme.Placeholder;
import dev.skein.admin.NodeView;
import dev.skein.config.ClusterSettings;
import dev.skein.config.NodeSettings;
import dev.skein.config.Settings;
import dev.skein.control.CookieSecrets;
import dev.skein.control.Environment;
import dev.skein.http.HeadLimits;
import dev.skein.listener.Admittance;
import dev.skein.listener.Issuance;
import dev.skein.listener.Premises;
import dev.skein.listener.VirtualAddresses;
import dev.skein.model.Ticker;
import dev.skein.proxying.BodyMemory;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.MemoryWatch;
import dev.skein.proxying.RecentHeads;
import dev.skein.proxying.Services;
import dev.skein.proxying.Suspicions;
import dev.skein.rollout.Configuration;
import dev.skein.rollout.Replays;
import dev.skein.routing.RouteTable;
import dev.skein.snapshot.ErrorPages;
import dev.skein.snapshot.Snapshot;
import dev.skein.snapshot.Snapshots;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.Recorder;
import dev.skein.telemetry.Tap;
import dev.skein.telemetry.Tracing;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import dev.skein.transport.NativeTransport;
import dev.skein.upstream.Upstreams;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What carries requests, from loops to logs: made once at the start and never changed by a reload.
 *
 * @param premises what listeners share
 * @param tap where exchanges can be watched
 * @param tracing whether they are traced
 */
record Engine(
        Ticker ticker,
        Loops loops,
        Metrics metrics,
        Journal journal,
        AccessLog accessLog,
        BodyMemory memory,
        Upstreams upstreams,
        Snapshots snapshots,
        Premises premises,
        Tap tap,
        Tracing tracing)
        implements AutoCloseable {

    private static final int JOURNAL_EVENTS = 2000;
    private static final long MEASURE_MILLIS = 100;
    /** Bounds of heads from servers: what they may send back is wider than what clients may ask with. */
    static final HeadLimits RESPONSE_LIMITS = new HeadLimits(8 * 1024, 64 * 1024, 256);

    static Engine start(Settings settings, Ticker ticker, Suspicions suspicions) {
        NodeSettings node = settings.node();
        int count = count(node);
        Loops loops = Loops.start(transport(node), count, ticker);
        Metrics metrics = new Metrics(count);
        Journal journal = new Journal(ticker, JOURNAL_EVENTS);
        AccessLog log = new AccessLog(count, settings.accessLog().queue());
        Tap tap = new Tap(ticker);
        Tracing tracing = new Tracing();
        BodyMemory memory = new BodyMemory(budget(settings.limits().bodyMemory()));
        Upstreams upstreams = new Upstreams(loops);
        Snapshots snapshots = new Snapshots(new Snapshot(0, RouteTable.of(List.of()), Map.of(), ErrorPages.NONE));
        Issuance issuance = new Issuance(names -> Placeholder.of(names, ticker));
        Services services = new Services(
                node.id(),
                snapshots,
                upstreams,
                new Recorder(metrics, log, tap, tracing),
                suspicions,
                memory,
                new ComplaintLog(ticker),
                issuance.challenges());
        List<ExchangePool> exchanges = exchanges(loops, services, heads(settings) / count);
        TlsChoice tls = new TlsChoice(node.tlsProvider());
        Premises premises = new Premises(
                loops, exchanges, memory, metrics, new Admittance(), new VirtualAddresses(), tls, journal, issuance);
        return new Engine(ticker, loops, metrics, journal, log, memory, upstreams, snapshots, premises, tap, tracing)
                .withUpkeep(new MemoryWatch(memory, ticker, journal));
    }

    private static List<ExchangePool> exchanges(Loops loops, Services services, long heads) {
        return loops.all().stream()
                .map(loop -> new ExchangePool(loop, services, new RecentHeads(heads)))
                .toList();
    }

    private static int count(NodeSettings node) {
        return node.eventLoops() > 0 ? node.eventLoops() : Runtime.getRuntime().availableProcessors();
    }

    /** Heads are kept to try revisions with, so not where nobody commits any. */
    private static long heads(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        return cluster != null && Configuration.decides(settings) ? cluster.recentHeads() : 0;
    }

    private static NativeTransport transport(NodeSettings node) {
        return NativeTransport.choose(node.transport().toString().toLowerCase(Locale.ROOT));
    }

    private static long budget(long configured) {
        return configured > 0 ? configured : Math.max(16L << 20, PlatformDependent.maxDirectMemory() * 3 / 4);
    }

    /** What is in use beside the heap. */
    NodeView.Memory memoryInUse() {
        return new NodeView.Memory(
                PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory(),
                PlatformDependent.maxDirectMemory(),
                memory.used(),
                memory.budget());
    }

    /** What control needs of this engine. */
    Environment environment(Settings settings, ClusterPart cluster) {
        return new Environment(
                loops.count(),
                settings.node().zone(),
                new CookieSecrets(cluster.cookieSecrets(settings).get()),
                RESPONSE_LIMITS,
                ticker,
                metrics,
                journal,
                cluster.cluster(),
                upstreams);
    }

    /** What tries other settings with the requests of late. */
    Replays replays() {
        return new Replays(premises.exchanges(), premises.provider());
    }

    @Override
    public void close() {
        loops.vertx().close();
        accessLog.close();
    }

    private Engine withUpkeep(MemoryWatch watch) {
        for (Loop loop : loops.all()) {
            int index = loop.index();
            loop.eventLoop().scheduleWithFixedDelay(() -> accessLog.flush(index), 1, 1, TimeUnit.SECONDS);
        }
        loops.all()
                .getFirst()
                .eventLoop()
                .scheduleWithFixedDelay(watch::look, MEASURE_MILLIS, MEASURE_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }
}
