package dev.skein.listener;

import dev.skein.access.Access;
import dev.skein.config.ListenerSettings;
import dev.skein.config.TcpSettings;
import dev.skein.http.HeadLimits;
import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.proxying.Advertisement;
import dev.skein.proxying.BodyMemory;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.proxying.TcpListening;
import dev.skein.routing.Condition;
import dev.skein.routing.RouteTable;
import dev.skein.routing.Rule;
import dev.skein.telemetry.ListenerStats;
import dev.skein.telemetry.Metrics;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an acceptor asks: the settings of the moment, who is in, and whether there is room for one more. Safe
 * for any thread but for the sets, each of which belongs to its loop.
 */
final class Door {
    final Loops loops;
    final BodyMemory memory;
    final VirtualAddresses virtual;
    final Admittance admittance;
    private final List<ExchangePool> exchanges;
    private final Metrics metrics;
    private final List<Set<ClientConnection>> open;
    private final List<Http2Scratch> http2;
    private final List<Http3Scratch> http3;
    /** What connections over TCP tell of HTTP/3. */
    final Advertisement advertisement = new Advertisement();

    /** Connections that were let in, whatever they are doing yet. */
    final AtomicInteger places = new AtomicInteger();
    /** Those of them that have come through to their protocol. */
    private final AtomicInteger count = new AtomicInteger();

    private volatile @Nullable Listening listening;
    private volatile @Nullable ListenerSettings settings;
    private volatile @Nullable TlsTerms tls;
    private volatile @Nullable TcpListening tcp;
    private volatile NetworkSet proxies = NetworkSet.EMPTY;
    private volatile @Nullable CountDownLatch empty;
    private volatile Runnable vacated = () -> {};

    Door(Premises premises) {
        this.loops = premises.loops();
        this.exchanges = premises.exchanges();
        this.memory = premises.memory();
        this.metrics = premises.metrics();
        this.admittance = premises.admittance();
        this.virtual = premises.virtual();
        this.open = loops.all().stream()
                .<Set<ClientConnection>>map(loop -> new HashSet<>())
                .toList();
        this.http2 = loops.all().stream().map(loop -> new Http2Scratch()).toList();
        this.http3 = http2.stream().map(Http3Scratch::new).toList();
    }

    void change(ListenerSettings next, @Nullable TlsTerms terms) {
        tls = terms;
        ListenerStats stats = metrics.listener(next.name());
        var limits = next.limits();
        var timeouts = next.timeouts();
        String id = next.forwarding().requestIdHeader();
        int line = limits.requestLine() + 16;
        listening = new Listening(
                next.name(),
                new HeadLimits(line, limits.headerBytes(), limits.headerCount()),
                HttpPolicies.guard(next.guard()),
                timeouts.clientHeader().toNanos(),
                timeouts.clientBody().toNanos(),
                timeouts.clientRead().toNanos(),
                timeouts.keepAlive().toNanos(),
                limits.requestsPerConnection(),
                HttpPolicies.forwarded(next.forwarding()),
                NetworkSet.of(next.trustedProxies()),
                HttpPolicies.source(next.forwarding()),
                id == null ? null : Ascii.bytes(id.toLowerCase(Locale.ROOT)),
                next.httpsRedirect(),
                next.hsts() == null ? null : Ascii.bytes("Strict-Transport-Security: " + next.hsts() + "\r\n"),
                advertisement,
                stats);
        proxies = NetworkSet.of(next.proxyProtocol().from());
        tcp = next.tcp() == null ? null : tcp(next.name(), next.tcp(), stats);
        settings = next;
    }

    private static TcpListening tcp(String name, TcpSettings settings, ListenerStats stats) {
        List<Rule<String>> rules = settings.routes().stream()
                .map(route -> new Rule<>(
                        route.pool(), 0, List.<Condition>of(Condition.Hosts.parse(route.hosts())), route.pool()))
                .toList();
        var access = new Access(NetworkSet.of(settings.allow()), NetworkSet.of(settings.deny()), null, List.of());
        return new TcpListening(
                name,
                settings.pool(),
                rules.isEmpty() ? null : RouteTable.of(rules),
                access,
                settings.helloTimeout().toNanos(),
                settings.idleTimeout().toNanos(),
                stats);
    }

    /**
     * Lets a connection in, if there is room.
     *
     * @param client whose it is; null: {@link Place#named} later, or never
     * @return what it takes until its channel closes; null: it may not stay
     */
    @Nullable
    Place admit(@Nullable ClientAddress client) {
        int most = settings().limits().connections();
        if (places.incrementAndGet() > most && most > 0 || !admittance.admit(client)) {
            places.decrementAndGet();
            listening().stats().refused();
            return null;
        }
        return new Place(this, client);
    }

    /** The connection has come through to its protocol. On its loop. */
    void enter(ClientConnection connection, Loop loop) {
        count.incrementAndGet();
        open.get(loop.index()).add(connection);
        listening().stats().accepted(loop.index());
    }

    /** The connection is gone. On its loop. */
    void leave(ClientConnection connection, Loop loop) {
        if (open.get(loop.index()).remove(connection)) {
            listening().stats().closed(loop.index());
            CountDownLatch latch = empty;
            if (count.decrementAndGet() == 0) {
                if (latch != null) {
                    latch.countDown();
                }
                vacated.run();
            }
        }
    }

    /** Runs that whenever the last connection has gone, on its loop; and now, if there is none. */
    void onceEmpty(Runnable then) {
        vacated = then;
        if (count.get() == 0) {
            then.run();
        }
    }

    /** Does that to each open connection, on its loop; with an address: to those that clients opened to it. */
    void each(@Nullable InetAddress local, Consumer<ClientConnection> what) {
        for (Loop loop : loops.all()) {
            loop.run(() -> List.copyOf(open.get(loop.index())).stream()
                    .filter(connection -> Parting.at(local, connection))
                    .forEach(what));
        }
    }

    /** Returns when nobody is in any more, or after that time. */
    void awaitEmpty(long nanos) {
        CountDownLatch latch = new CountDownLatch(1);
        empty = latch;
        if (count.get() == 0) {
            return;
        }
        try {
            boolean unused = latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // A second signal: whoever waits wants to end now.
            Thread.currentThread().interrupt();
        }
    }

    int count() {
        return count.get();
    }

    ExchangePool exchanges(Loop loop) {
        return exchanges.get(loop.index());
    }

    /** What HTTP/2 connections of that loop share. */
    Http2Scratch http2(Loop loop) {
        return http2.get(loop.index());
    }

    /** What HTTP/3 connections of that loop share. */
    Http3Scratch http3(Loop loop) {
        return http3.get(loop.index());
    }

    /** Peers that must begin with the PROXY protocol; null where nobody may. */
    @Nullable
    NetworkSet proxyProtocolFrom() {
        return settings().proxyProtocol().required() ? proxies : null;
    }

    Listening listening() {
        return Objects.requireNonNull(listening);
    }

    /** How connections are passed on as they are; null where HTTP is spoken. */
    @Nullable
    TcpListening tcp() {
        return tcp;
    }

    /** What TLS begins with; null in clear text. */
    @Nullable
    TlsTerms tls() {
        return tls;
    }

    /** Renewed certificates. */
    void change(TlsTerms terms) {
        tls = terms;
    }

    ListenerSettings settings() {
        return Objects.requireNonNull(settings);
    }
}
