package dev.skein.proxying;

import dev.skein.balance.PickContext;
import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.PoolView;
import dev.skein.snapshot.RetryPolicy;
import dev.skein.snapshot.Server;
import dev.skein.snapshot.Ties;
import dev.skein.telemetry.ServerStats;
import dev.skein.transport.Loop;
import dev.skein.upstream.Opening;
import dev.skein.upstream.PendingConnection;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attempts of a relayed connection to reach a server: pick, perhaps queue, connect, and after a failure another one. */
final class TcpAttempts implements PlaceInLine.Seeker, Opening, Ties.Tied {
    private final TcpRelay relay;
    private final PickContext pick;
    private final PlaceInLine place = new PlaceInLine(this);
    /** Of the attempt under way, and of the connection that came of it. */
    private @Nullable Server server;

    private @Nullable PoolView candidates;
    private int index;
    private @Nullable PendingConnection connecting;
    private @Nullable TcpFlow flow;
    private Failure lastFailure = Failure.NO_SERVER;
    private long mark;
    private boolean connected;

    TcpAttempts(TcpRelay relay, PickContext pick) {
        this.relay = relay;
        this.pick = pick;
    }

    void begin() {
        pick.begin(relay.loop.now());
        place.begin();
        next();
    }

    private void next() {
        PoolView now = relay.pool().view();
        pick.now(relay.loop.now());
        int picked = now.take(relay.view, pick);
        if (picked >= 0) {
            go(now, picked);
        } else if (pick.saturated()) {
            place.join();
        } else {
            relay.end(lastFailure);
        }
    }

    private void go(PoolView now, int picked) {
        Server chosen = now.servers().get(picked);
        candidates = now;
        index = picked;
        server = chosen;
        int loop = relay.loop.index();
        mark = pick.now();
        relay.attempting(chosen, place.since());
        chosen.load().started(loop);
        chosen.stats().begin(loop);
        TcpFlow next = new TcpFlow(relay, false);
        flow = next;
        connecting =
                relay.services.upstreams().at(chosen.slot()).on(relay.loop).tunnel(next, relay.view.caller(), this);
    }

    @Override
    public void opened(Channel channel, @Nullable SslHandler tls) {
        connecting = null;
        connected = true;
        Server at = Objects.requireNonNull(server);
        long now = relay.loop.now();
        relay.outcome.connectNanos = now - mark;
        at.load().latency(relay.loop.index(), now - mark, now);
        at.stats().connectionOpened(relay.loop.index());
        at.outliers().success();
        relay.connected(Objects.requireNonNull(flow));
        if (relay.pool().policy().cutsOnDown() && !relay.ended()) {
            at.ties().tie(this);
            lookAgain(at);
        }
    }

    /** The server may have gone between the pick and the tie. */
    private void lookAgain(Server at) {
        PoolView now = relay.pool().view();
        int there = now.indexOf(at.key());
        if (there < 0 || !now.candidates().acceptsBound(there)) {
            relay.end(Failure.SERVER_DOWN);
        }
    }

    @Override
    public void cut() {
        relay.loop.eventLoop().execute(() -> relay.end(Failure.SERVER_DOWN));
    }

    @Override
    public void failed(Failure failure, String reason) {
        connecting = null;
        // The deadline may have come between the server's first bytes and the word that the connection is there.
        Objects.requireNonNull(flow).drop();
        flow = null;
        Server at = Objects.requireNonNull(server);
        if (failure.serverFault()) {
            relay.services.blame(at, failure, relay.loop);
        }
        if (!mayRetry(failure)) {
            relay.end(failure);
            return;
        }
        at.stats().attemptFailed(failure, Phase.CONNECT, relay.loop.index());
        lastFailure = failure;
        giveBack(at);
        pick.tried(Objects.requireNonNull(candidates).candidates(), index);
        next();
    }

    private boolean mayRetry(Failure failure) {
        RetryPolicy policy = relay.pool().policy().retry();
        return policy.allows(failure, false)
                && relay.outcome.attempts < policy.attempts()
                && relay.pool().retryBudget().tryRetry(relay.loop.now());
    }

    private void giveBack(Server at) {
        server = null;
        at.load().ended(relay.loop.index());
        if (at.maxConnections() > 0) {
            at.load().release();
            relay.pool().waiting().wakeOne();
        }
    }

    /** The end; the counters of the server that was tried last, if any was. */
    @Nullable
    ServerStats end() {
        place.leave();
        if (connecting != null) {
            connecting.giveUp();
            connecting = null;
        }
        if (flow != null && !connected) {
            flow.drop();
        }
        Server at = server;
        if (at == null) {
            return null;
        }
        if (connected) {
            at.ties().untie(this);
            at.stats().connectionClosed(relay.loop.index());
        }
        giveBack(at);
        return at.stats();
    }

    @Override
    public Loop loop() {
        return relay.loop;
    }

    @Override
    public Pool pool() {
        return relay.pool();
    }

    @Override
    public RequestView request() {
        return relay.view;
    }

    @Override
    public PickContext pick() {
        return pick;
    }

    @Override
    public void called() {
        next();
    }

    @Override
    public void turnedAway() {
        relay.end(Failure.QUEUE_FULL);
    }

    @Override
    public void waits(long since) {
        relay.queued(since);
    }
}
