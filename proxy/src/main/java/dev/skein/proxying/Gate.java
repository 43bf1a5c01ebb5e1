package dev.skein.proxying;

import dev.skein.access.Access;
import dev.skein.access.Cors;
import dev.skein.admission.CircuitBreaker;
import dev.skein.admission.ConcurrencyLimit;
import dev.skein.admission.RateLimit;
import dev.skein.balance.KeySource;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.snapshot.Action;
import dev.skein.snapshot.KeyedLimit;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Route;
import dev.skein.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/** From a complete head to an attempt or an answer: route, guard, limits, in that order. Keeps the places it took. */
final class Gate {
    private static final byte[] LIMIT = Ascii.bytes("RateLimit: ");
    private static final byte[] POLICY = Ascii.bytes("RateLimit-Policy: ");
    private static final byte[] RETRY_AFTER = Ascii.bytes("Retry-After: ");
    private static final byte[] CRLF = {'\r', '\n'};

    private final Exchange x;
    /** Lines that limits want in the response, whatever it will be. */
    final ByteSink lines = new ByteSink(0);

    private @Nullable ConcurrencyLimit held;
    private @Nullable CircuitBreaker breaker;
    private long permit;

    Gate(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        lines.clear();
        held = null;
        breaker = null;
        x.tracks.begin();
    }

    void enter() {
        Snapshot snapshot = x.services.snapshots().current();
        x.snapshot = snapshot;
        if (Diversion.taken(x)) {
            return;
        }
        x.home.recent().offer(x.head, x.startNanos);
        Route route = snapshot.routes().match(x.head, x.home.scratch(), x.match);
        x.tracks.start(route);
        if (route == null) {
            x.response.answer(Failure.NO_ROUTE, "no route");
            return;
        }
        x.route = route;
        x.outcome.route = route.name();
        route.stats().begin(x.loop.index());
        x.deadlines.total(route.policy().totalNanos());
        Cors cors = route.cors();
        if ((cors == null || scripted(cors)) && allowed(route) && withinLimits(route)) {
            Access access = route.access();
            if (access == null || x.visitor.enters(access)) {
                admitted();
            }
        }
    }

    /** The client may use the route: what is left are limits that count by who it is, and the work itself. */
    void admitted() {
        Route route = x.route();
        if (withinLimitsOfClient(route)) {
            act(route);
        }
    }

    /** Answers for what scripts of other sites may; whether the request goes on. */
    private boolean scripted(Cors cors) {
        if (!cors.preflight(x.head)) {
            cors.mark(x.head, lines);
            return true;
        }
        if (cors.allows(x.head)) {
            cors.answer(x.head, lines);
            x.response.send(LocalAnswers.preflight(x));
        } else {
            x.response.answer(
                    Failure.FORBIDDEN, "origin refused by route " + x.route().name());
        }
        return false;
    }

    private boolean allowed(Route route) {
        RequestHead head = x.head;
        if (!Methods.allows(route, head)) {
            Methods.tell(route, lines);
            x.response.answer(Failure.METHOD_REFUSED, "method refused by route " + route.name());
            return false;
        }
        long most = route.policy().bodyBytes();
        if (most > 0 && head.contentLength() > most) {
            x.response.answer(Failure.BODY_TOO_LARGE, "body over " + most + " bytes");
            return false;
        }
        return true;
    }

    private boolean withinLimits(Route route) {
        if (x.services.memory().exhausted()) {
            x.response.answer(Failure.OVERLOAD, "memory exhausted");
            return false;
        }
        var limits = route.limits();
        for (int i = 0; i < limits.size(); i++) {
            if (limits.get(i).claim() == null && !withinRate(limits.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean withinLimitsOfClient(Route route) {
        if (route.access() != null) {
            var limits = route.limits();
            for (int i = 0; i < limits.size(); i++) {
                if (limits.get(i).claim() != null && !withinRate(limits.get(i))) {
                    return false;
                }
            }
        }
        ConcurrencyLimit concurrency = route.concurrency();
        if (concurrency != null && !concurrency.tryAcquire()) {
            x.response.answer(Failure.CONCURRENCY_LIMIT, "concurrency limit of route " + route.name());
            return false;
        }
        held = concurrency;
        return true;
    }

    private boolean withinRate(KeyedLimit limit) {
        long key = key(limit);
        if (key == KeySource.ABSENT) {
            return true;
        }
        long answer = limit.limit().take(key, x.loop.now());
        lines.put(POLICY);
        lines.put(limit.fields().policy());
        lines.put(CRLF);
        lines.put(LIMIT);
        limit.fields().write(lines, answer);
        lines.put(CRLF);
        if (RateLimit.allowed(answer)) {
            return true;
        }
        lines.put(RETRY_AFTER);
        lines.decimal(RateLimit.seconds(answer));
        lines.put(CRLF);
        x.response.answer(
                Failure.RATE_LIMITED, "rate limit " + limit.limit().policy().name());
        return false;
    }

    private long key(KeyedLimit limit) {
        KeySource source = limit.key();
        String claim = limit.claim();
        Access access = x.route().access();
        if (claim != null && access != null) {
            return x.visitor.key(access, claim);
        }
        return source == null ? RateLimit.GLOBAL : source.hash(x.head);
    }

    private void act(Route route) {
        if (x.facts.refusesTunnel()) {
            return;
        }
        switch (route.action()) {
            case Action.ToPool to -> forward(to.pool());
            case Action.Split split -> forward(split.pool(x.pick.random()));
            case Action.Redirect redirect -> x.response.send(LocalAnswers.redirect(x, redirect));
            case Action.Respond respond -> x.response.send(LocalAnswers.respond(x, respond));
            case Action.Ready ignored -> x.response.send(LocalAnswers.ready(x));
        }
    }

    private void forward(Pool pool) {
        x.pool = pool;
        pool.stats().begin(x.loop.index());
        CircuitBreaker circuit = pool.breaker();
        if (circuit != null) {
            permit = circuit.admit(x.startNanos);
            if (permit == CircuitBreaker.REFUSED) {
                x.response.answer(Failure.CIRCUIT_OPEN, "circuit of pool " + pool.name() + " is open");
                return;
            }
            breaker = circuit;
        }
        pool.retryBudget().requested(x.loop.index(), x.startNanos);
        x.pick.begin(x.startNanos);
        x.attempts.next();
    }

    /** Gives back what was taken. */
    void leave() {
        x.tracks.end();
        x.visitor.leave();
        if (held != null) {
            held.release();
            held = null;
        }
        CircuitBreaker circuit = breaker;
        if (circuit == null) {
            return;
        }
        breaker = null;
        long now = x.startNanos + x.outcome.totalNanos;
        if (x.outcome.failure.serverFault() || x.outcome.failure == Failure.NONE && x.outcome.status >= 500) {
            circuit.failed(x.loop.index(), permit, now);
        } else if (x.outcome.failure == Failure.NONE) {
            circuit.succeeded(x.loop.index(), permit, now);
        } else {
            circuit.abandoned(permit, now);
        }
    }
}
