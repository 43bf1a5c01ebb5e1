package dev.skein.probe;

import dev.skein.health.HealthRule;
import dev.skein.health.Moment;
import dev.skein.health.OutlierPolicy;
import dev.skein.health.ServerHealth;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a changing set of servers for ever. Public methods may be called from any thread; they return at once and take
 * effect in the order of the calls, on the prober's event loop, where the sink is called, too.
 */
public final class Prober {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

    private final Vertx vertx;
    private final Context context;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final int concurrency;
    private final ProbeSink sink;
    private final Checks checks;
    private final Map<ServerKey, Watched> watched = new HashMap<>();
    private final ArrayDeque<Watched> waiting = new ArrayDeque<>();
    private int running;
    private boolean able = true;
    private boolean closed;

    /** One target and where it stands; the state only sets the pace, control keeps its own. */
    private static final class Watched {
        final ProbeTarget target;
        final HealthRule rule;
        ServerHealth state;
        long timer = -1;
        boolean waits;

        @Nullable
        Attempt attempt;

        Watched(ProbeTarget target, Moment now) {
            this.target = target;
            this.rule = new HealthRule(target.policy(), OutlierPolicy.OFF);
            this.state = ServerHealth.initial(target.policy(), true, now);
        }
    }

    /**
     * Checks nothing until {@link #replace} names targets.
     *
     * @param random varies delays
     * @param concurrency checks under way at a time; others wait for their turn; &gt; 0
     */
    public Prober(Vertx vertx, Ticker ticker, RandomGenerator random, int concurrency, ProbeSink sink) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: > 0)");
        }
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.ticker = ticker;
        this.random = random;
        this.concurrency = concurrency;
        this.sink = sink;
        this.checks = new Checks(new ProbeClients(vertx), context);
    }

    /**
     * Checks these from now on and no others. Targets equal to one of before are not touched; new and changed ones are
     * checked at once, spread over a moment when there are many; no result of a removed one is delivered after this took
     * effect.
     *
     * @param targets keys are unique
     */
    public void replace(Collection<ProbeTarget> targets) {
        Map<ServerKey, ProbeTarget> wanted = new LinkedHashMap<>();
        targets.forEach(target -> wanted.put(target.key(), target));
        context.runOnContext(go -> {
            if (!closed) {
                fold(wanted);
            }
        });
    }

    /** Checks a server without waiting for its turn in time; does nothing if it is unknown or being checked. */
    public void probeNow(ServerKey key) {
        context.runOnContext(go -> {
            Watched one = watched.get(key);
            if (one != null && one.attempt == null && !one.waits) {
                vertx.cancelTimer(one.timer);
                due(one);
            }
        });
    }

    /** Stops all checks and closes their connections. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            closed = true;
            fold(Map.of());
            checks.clients().close().onComplete(done);
        });
        return done.future();
    }

    private void fold(Map<ServerKey, ProbeTarget> wanted) {
        watched.values().removeIf(one -> {
            boolean gone = !one.target.equals(wanted.get(one.target.key()));
            if (gone) {
                forget(one);
            }
            return gone;
        });
        // A millisecond a server: ten start as good as together, ten thousand don't knock all at the same time.
        long spread = TimeUnit.MILLISECONDS.toNanos(wanted.size() - watched.size());
        Moment now = Moment.of(ticker);
        for (ProbeTarget target : wanted.values()) {
            if (!watched.containsKey(target.key())) {
                Watched one = new Watched(target, now);
                watched.put(target.key(), one);
                schedule(one, (long) (spread * random.nextDouble()));
            }
        }
        pump();
    }

    private void forget(Watched one) {
        vertx.cancelTimer(one.timer);
        if (one.waits) {
            waiting.remove(one);
        }
        if (one.attempt != null) {
            one.attempt.cancel();
            running--;
        }
    }

    private void schedule(Watched one, long nanos) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        one.timer = vertx.setTimer(millis, id -> due(one));
    }

    private void due(Watched one) {
        one.waits = true;
        waiting.add(one);
        pump();
    }

    private void pump() {
        while (running < concurrency && !waiting.isEmpty()) {
            Watched one = waiting.remove();
            one.waits = false;
            running++;
            Attempt attempt = new Attempt(one.target, vertx, ticker, result -> finished(one, result));
            one.attempt = attempt;
            start(attempt);
        }
    }

    private void start(Attempt attempt) {
        try {
            checks.start(attempt);
        } catch (RuntimeException e) {
            // A host or header that Vert.x refuses to send: a failed check with its reason, not the end of all checks.
            attempt.failed(e);
        }
    }

    private void finished(Watched one, ProbeResult result) {
        running--;
        one.attempt = null;
        if (made(result)) {
            concluded(one, result);
        }
        schedule(one, one.target.policy().pace().delayNanos(one.state.health(), random.nextDouble()));
        pump();
    }

    /** Checks that this node can't make leave every server as it was: it must not take the pools down with itself. */
    private boolean made(ProbeResult result) {
        boolean now = result.verdict() != ProbeResult.Verdict.NOT_MADE;
        if (now != able) {
            able = now;
            if (now) {
                LOG.info("servers are checked again");
            } else {
                LOG.warn("servers are not checked and stay as they are: {}", result.reason());
            }
        }
        return now;
    }

    private void concluded(Watched one, ProbeResult result) {
        one.state = one.rule.observe(one.state, result.event(), result.at()).state();
        try {
            sink.result(one.target.key(), result);
        } catch (RuntimeException e) {
            LOG.error("probe of {}: result could not be handed over", one.target.key(), e);
        }
    }
}
