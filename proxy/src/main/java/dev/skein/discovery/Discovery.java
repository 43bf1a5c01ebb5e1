package dev.skein.discovery;

import dev.skein.health.Moment;
import dev.skein.model.Ticker;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a changing set of names. Public methods may be called from any thread; they return at once and take effect in
 * the order of the calls, on a thread of its own, where the listener is called, too.
 */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final int CONCURRENCY = 32;

    private final DnsPolicy policy;
    private final Ticker ticker;
    private final Listener listener;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final DnsClient client;
    private final Map<DnsName, Watched> watched = new HashMap<>();
    private final ArrayDeque<Watched> waiting = new ArrayDeque<>();
    private int running;

    /** Who wants to know. Called on the thread of the discovery; must not block. */
    public interface Listener {
        /**
         * The name stands for other addresses than before; the first answer is one, too.
         *
         * @param addresses at least one, sorted, each once
         */
        void addresses(DnsName name, List<ResolvedAddress> addresses);

        /** Look-ups fail from now on; told once, not again while they go on failing. The last answer stays in force. */
        void failed(DnsName name, String reason, Moment since);

        /** Look-ups succeed again; told before any change of addresses. */
        void recovered(DnsName name);
    }

    private static final class Watched {
        final DnsName name;
        List<ResolvedAddress> addresses = List.of();
        int failures;
        boolean busy;

        @Nullable
        Future<?> timer;

        Watched(DnsName name) {
            this.name = name;
        }
    }

    /** Looks up nothing until {@link #replace} names something. Starts a daemon thread. */
    public Discovery(DnsPolicy policy, Ticker ticker, Listener listener) {
        this.policy = policy;
        this.ticker = ticker;
        this.listener = listener;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("skein-dns", true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.client = new DnsClient(loop, policy);
    }

    /** Watches these from now on and no others. Those of before keep their answers; new ones are looked up at once. */
    public void replace(Collection<DnsName> names) {
        Set<DnsName> wanted = new HashSet<>(names);
        loop.execute(() -> {
            watched.values().removeIf(one -> {
                boolean gone = !wanted.contains(one.name);
                if (gone) {
                    cancel(one);
                }
                return gone;
            });
            for (DnsName name : wanted) {
                if (!watched.containsKey(name)) {
                    Watched one = new Watched(name);
                    watched.put(name, one);
                    due(one);
                }
            }
        });
    }

    /** Looks a name up without waiting for its TTL; does nothing if it isn't watched or is being looked up. */
    public void lookUpNow(DnsName name) {
        loop.execute(() -> {
            Watched one = watched.get(name);
            if (one != null) {
                due(one);
            }
        });
    }

    /** Stops; completes when the thread has ended, after which the listener is not called any more. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loop.execute(() -> {
            watched.values().forEach(Discovery::cancel);
            watched.clear();
            waiting.clear();
            client.close();
        });
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> ended.complete(null));
        return ended;
    }

    private static void cancel(Watched one) {
        if (one.timer != null) {
            one.timer.cancel(false);
            one.timer = null;
        }
    }

    private void due(Watched one) {
        if (!one.busy) {
            cancel(one);
            one.busy = true;
            waiting.add(one);
            pump();
        }
    }

    private void pump() {
        while (running < CONCURRENCY && !waiting.isEmpty()) {
            Watched one = waiting.remove();
            running++;
            start(one);
        }
    }

    private void start(Watched one) {
        CompletableFuture<Lookup.Found> answer;
        try {
            answer = new Lookup(client, policy).start(one.name);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        // What done() throws is a bug; the look-up's own failure is what done() is told.
        var _ = answer.whenComplete((found, thrown) -> done(one, found, thrown));
    }

    private void done(Watched one, Lookup.@Nullable Found found, @Nullable Throwable thrown) {
        running--;
        one.busy = false;
        if (watched.get(one.name) == one) {
            long wait = policy.retryNanos(1);
            try {
                wait = found == null ? failed(one, Lookup.failure(thrown).reason()) : found(one, found);
            } catch (RuntimeException e) {
                LOG.error("answer for {} could not be handed over", one.name, e);
            }
            one.timer = loop.schedule(() -> due(one), wait, TimeUnit.NANOSECONDS);
        }
        // Not from within itself: names of the hosts file are answered at once.
        loop.execute(this::pump);
    }

    /** Returns the nanoseconds to the next look-up. */
    private long found(Watched one, Lookup.Found found) {
        // Half an answer must not take away what a whole one gave.
        if (found.noIpv4() != null && !one.addresses.stream().allMatch(ResolvedAddress::isIpv6)) {
            return failed(one, found.noIpv4());
        }
        if (found.noIpv6() != null && one.addresses.stream().anyMatch(ResolvedAddress::isIpv6)) {
            return failed(one, found.noIpv6());
        }
        if (one.failures > 0) {
            one.failures = 0;
            listener.recovered(one.name);
        }
        if (!found.addresses().equals(one.addresses)) {
            one.addresses = found.addresses();
            listener.addresses(one.name, one.addresses);
        }
        return policy.refreshNanos(found.ttl());
    }

    private long failed(Watched one, String reason) {
        one.failures++;
        if (one.failures == 1) {
            listener.failed(one.name, reason, Moment.of(ticker));
        }
        return policy.retryNanos(one.failures);
    }
}
