package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.snapshot.PoolView;
import dev.skein.snapshot.Server;
import dev.skein.telemetry.ServerStats;
import dev.skein.upstream.Caller;
import dev.skein.upstream.ConnectionPool;
import dev.skein.upstream.ConnectionWaiter;
import dev.skein.upstream.PendingConnection;
import dev.skein.upstream.ServerLeg;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attempts of an exchange to reach a server: pick, perhaps queue, connect, and after a failure perhaps again. */
final class Attempts implements ConnectionWaiter {
    private final Exchange x;
    final Verdicts verdicts;
    /** Of the attempt under way; null once it has ended. */
    private @Nullable Server server;
    /** Of the attempt before. */
    private @Nullable Server failedServer;
    /** Why that one failed. */
    private Failure lastFailure = Failure.NONE;

    private @Nullable PoolView view;
    private int index;
    private @Nullable PendingConnection connecting;
    private @Nullable ServerLeg connection;
    private final Queueing queueing;
    private boolean ready;
    private boolean again;
    private long mark;

    Attempts(Exchange exchange) {
        this.x = exchange;
        this.verdicts = new Verdicts(exchange);
        this.queueing = new Queueing(exchange);
    }

    void begin() {
        server = null;
        failedServer = null;
        lastFailure = Failure.NONE;
        view = null;
        connecting = null;
        connection = null;
        queueing.begin();
        ready = false;
        again = false;
    }

    /** Picks a server of the pool and goes there. */
    void next() {
        PoolView candidates = x.pool().view();
        x.pick.now(x.loop.now());
        int picked = candidates.take(x.head, x.pick);
        if (picked < 0) {
            none(candidates);
        } else {
            go(candidates, picked, candidates.servers().get(picked));
        }
    }

    private void none(PoolView candidates) {
        int before = again && failedServer != null ? candidates.indexOf(failedServer.key()) : -1;
        if (before >= 0 && candidates.servers().get(before).tryPlace()) {
            // No other server; the one whose kept-alive connection died may live on all the same.
            go(candidates, before, candidates.servers().get(before));
            return;
        }
        if (!x.pick.saturated()) {
            Failure why = lastFailure == Failure.NONE ? Failure.NO_SERVER : lastFailure;
            x.response.answer(why, "no server of pool " + x.pool().name() + " can take the request");
        } else {
            queueing.join();
        }
    }

    private void go(PoolView candidates, int picked, Server chosen) {
        view = candidates;
        index = picked;
        server = chosen;
        long now = x.pick.now();
        x.outcome.server = chosen.key();
        x.outcome.attempts++;
        queueing.over();
        chosen.load().started(x.loop.index());
        chosen.stats().begin(x.loop.index());
        ConnectionPool pool = x.services.upstreams().at(chosen.slot()).on(x.loop);
        ServerLeg idle = again ? null : pool.poll();
        if (idle != null) {
            x.outcome.connectNanos = 0;
            send(idle);
            return;
        }
        mark = now;
        x.phase = Phase.CONNECT;
        Caller caller = pool.announces() ? Caller.of(x.head.client(), x.client().channel()) : null;
        connecting = pool.connect(caller, this);
    }

    @Override
    public void onConnected(ServerLeg made) {
        connecting = null;
        x.outcome.connectNanos = x.loop.now() - mark;
        send(made);
        flush();
    }

    @Override
    public void onConnectFailed(Failure failure, String reason) {
        connecting = null;
        failed(failure, reason);
    }

    private void send(ServerLeg to) {
        connection = to;
        to.begin(x.response, x.head.method());
        x.outcome.reused = to.reused();
        x.phase = Phase.HEADERS;
        mark = x.loop.now();
        ready = true;
        x.request.sendTo(to);
    }

    /** The response's head came: how long that took. */
    void answered(long now) {
        x.outcome.firstByteNanos = now - mark;
        Server at = at();
        at.load().latency(x.loop.index(), now - mark, now);
    }

    /** The attempt failed before the client saw anything of a response: again, or the end. */
    void failed(Failure failure, String reason) {
        Server at = Objects.requireNonNull(server);
        boolean reused = connection != null && connection.reused();
        // There was a connection all the same: the server refused this one stream of it (RFC 9113 §8.7).
        boolean refused = failure == Failure.CONNECT_FAILED && connection != null;
        // A status was found worth a retry before, when its response could still have been passed on.
        boolean retry = failure == Failure.SERVER_STATUS || verdicts.mayRetry(failure, reused);
        verdicts.blame(at, failure, reused);
        connection = null;
        ready = false;
        if (!retry) {
            x.response.answer(failure, reason);
            return;
        }
        at.stats().attemptFailed(failure, x.phase, x.loop.index());
        at.load().ended(x.loop.index());
        server = null;
        failedServer = at;
        lastFailure = failure;
        giveBack(at);
        x.pick.tried(Objects.requireNonNull(view).candidates(), index);
        again = refused || failure == Failure.SERVER_CLOSED && reused;
        x.request.rewind();
        x.response.again();
        x.deadlines.phase(0);
        next();
        flush();
    }

    /** The response broke off after the client saw its head. */
    void cut(Failure failure) {
        verdicts.blame(at(), failure, connection != null && connection.reused());
        released();
    }

    /** The connection has gone back to its pool, or is closed: it is no longer ours. */
    void released() {
        connection = null;
        ready = false;
    }

    private void giveBack(Server at) {
        if (at.maxConnections() > 0) {
            at.load().release();
            x.pool().waiting().wakeOne();
        }
    }

    void end() {
        queueing.leave();
        if (connecting != null) {
            connecting.giveUp();
            connecting = null;
        }
        if (connection != null && x.phase == Phase.TUNNEL) {
            connection.leave();
        } else if (connection != null) {
            connection.abandon();
        }
        connection = null;
        ready = false;
        Server at = server;
        if (at != null) {
            at.load().ended(x.loop.index());
            giveBack(at);
        }
    }

    /** The connection to the server; only while {@link #ready}. */
    ServerLeg connection() {
        return Objects.requireNonNull(connection);
    }

    /** Whether a connection is there to be written to. */
    boolean ready() {
        return ready;
    }

    /** The server of the attempt under way. */
    Server at() {
        return Objects.requireNonNull(server);
    }

    @Nullable
    PoolView view() {
        return view;
    }

    int index() {
        return index;
    }

    @Nullable
    ServerStats serverStats() {
        Server at = server;
        return at == null ? null : at.stats();
    }

    void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    void halfClose() {
        if (connection != null) {
            connection.halfClose();
        }
    }
}
