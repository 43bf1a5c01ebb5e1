package dev.skein.proxying;

import dev.skein.admission.CircuitBreaker;
import dev.skein.balance.PickContext;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.Protocol;
import dev.skein.routing.Match;
import dev.skein.routing.RouteTable;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Server;
import dev.skein.telemetry.ServerStats;
import dev.skein.transport.Loop;
import dev.skein.transport.Timed;
import dev.skein.upstream.Leaving;
import io.netty.channel.ChannelPipeline;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that is passed on as it is, and the one to its server: from the pick to the {@link Outcome}. What an
 * {@link Exchange} is for a request, this is for a connection (Layer 4). The end of one direction is passed on, the other
 * goes on; a side that takes nothing holds the other one back. Confined to its loop.
 */
public final class TcpRelay extends Timed {
    final Loop loop;
    final Services services;
    final TcpView view;
    final Outcome outcome = new Outcome();
    private final TcpListening listening;
    private final TcpFlow fromClient;
    private final TcpAttempts attempts;
    private @Nullable TcpFlow fromServer;
    private @Nullable Pool pool;
    private @Nullable CircuitBreaker breaker;
    private long permit;
    private Phase phase = Phase.REQUEST;
    private final long startNanos;
    private long lastMove;
    private boolean ended;

    TcpRelay(Loop loop, Services services, TcpListening listening, TcpView view, PickContext pick) {
        this.loop = loop;
        this.services = services;
        this.listening = listening;
        this.view = view;
        this.fromClient = new TcpFlow(this, true);
        this.attempts = new TcpAttempts(this, pick);
        this.startNanos = loop.now();
        outcome.clear();
        outcome.startEpochMillis = loop.ticker().epochMillis();
        outcome.requestId = pick.random();
        outcome.request = view;
        outcome.client = view.client();
        outcome.protocol = Protocol.TCP;
        outcome.secure = view.secure();
        outcome.tls = view.tls();
        outcome.listener = listening.name();
    }

    /** Takes the client's channel over: all that comes from the pipeline's end is for the server. */
    public void start(ChannelPipeline pipeline, ExchangePool home) {
        pipeline.addLast(fromClient);
        if (!listening.access().admits(view.client())) {
            end(Failure.FORBIDDEN);
            return;
        }
        if (services.memory().exhausted()) {
            end(Failure.OVERLOAD);
            return;
        }
        String name = route(home);
        Pool to = name == null ? null : services.snapshots().current().pools().get(name);
        if (to == null) {
            end(Failure.NO_ROUTE);
        } else {
            forward(to);
        }
    }

    private @Nullable String route(ExchangePool home) {
        RouteTable<String> routes = listening.routes();
        String name = routes == null ? null : routes.match(view, home.scratch(), new Match());
        return name == null ? listening.pool() : name;
    }

    private void forward(Pool to) {
        pool = to;
        to.stats().begin(loop.index());
        CircuitBreaker circuit = to.breaker();
        if (circuit != null) {
            permit = circuit.admit(startNanos);
            if (permit == CircuitBreaker.REFUSED) {
                end(Failure.CIRCUIT_OPEN);
                return;
            }
            breaker = circuit;
        }
        to.retryBudget().requested(loop.index(), startNanos);
        attempts.begin();
    }

    /** It waits for a place at a server. */
    void queued(long since) {
        phase = Phase.QUEUE;
        loop.wheel().arm(this, since + pool().policy().queueNanos());
    }

    /** A server was picked. */
    void attempting(Server chosen, long queuedSince) {
        if (phase == Phase.QUEUE) {
            loop.wheel().disarm(this);
            outcome.queueNanos = loop.now() - queuedSince;
        }
        phase = Phase.CONNECT;
        outcome.server = chosen.key();
        outcome.attempts++;
    }

    /** The connection to the server is there. */
    void connected(TcpFlow answers) {
        phase = Phase.TUNNEL;
        fromServer = answers;
        verdict(true);
        lastMove = loop.now();
        idle();
        fromClient.begin(answers.channel());
        answers.begin(fromClient.channel());
        fromClient.begun();
        answers.begun();
    }

    private void idle() {
        if (listening.idleNanos() > 0) {
            loop.wheel().arm(this, lastMove + listening.idleNanos());
        }
    }

    @Override
    protected void onDeadline(long now) {
        if (phase == Phase.QUEUE) {
            end(Failure.QUEUE_TIMEOUT);
        } else if (lastMove + listening.idleNanos() - now > 0) {
            idle();
        } else {
            end(Failure.CLIENT_TIMEOUT);
        }
    }

    /** Bytes came in. */
    void moved(boolean ofClient, int bytes) {
        lastMove = loop.now();
        if (ofClient) {
            outcome.bytesIn += bytes;
            listening.stats().received(bytes, loop.index());
        } else {
            outcome.bytesOut += bytes;
            listening.stats().sent(bytes, loop.index());
        }
    }

    /** One end takes more again: the other one may go on. */
    void writable(TcpFlow end) {
        lastMove = loop.now();
        TcpFlow other = other(end);
        if (other != null) {
            other.pace();
        }
    }

    /** One end has said all, and may still listen. */
    void inputEnded(TcpFlow end) {
        TcpFlow other = other(end);
        if (ended || other == null) {
            return;
        }
        boolean both = other.ended() || end.encrypted() || other.encrypted();
        if (both || !Leaving.half(other.channel())) {
            end(Failure.NONE);
        }
    }

    /** One end's channel is closed. */
    void gone(TcpFlow end) {
        boolean orderly = phase == Phase.TUNNEL && !end.broken();
        end(orderly ? Failure.NONE : end.ofClient() ? Failure.CLIENT_ABORT : Failure.SERVER_CLOSED);
    }

    private @Nullable TcpFlow other(TcpFlow end) {
        return end.ofClient() ? fromServer : fromClient;
    }

    /** Its time is over. */
    public void stop() {
        end(Failure.STOPPING);
    }

    /** The end, exactly once; what was written still leaves. */
    void end(Failure failure) {
        if (ended) {
            return;
        }
        ended = true;
        outcome.failure = failure;
        outcome.phase = phase;
        outcome.totalNanos = loop.now() - startNanos;
        loop.wheel().remove(this);
        verdict(false);
        ServerStats server = attempts.end();
        boolean inOrder = failure == Failure.NONE;
        fromClient.leave(inOrder, listening.idleNanos());
        if (fromServer != null) {
            fromServer.leave(inOrder, listening.idleNanos());
        }
        services.recorder()
                .recordConnection(outcome, listening.stats(), pool == null ? null : pool.stats(), server, loop.index());
    }

    /** Tells the circuit breaker, once, what came of it. */
    private void verdict(boolean good) {
        CircuitBreaker circuit = breaker;
        breaker = null;
        if (circuit == null) {
            return;
        }
        if (good) {
            circuit.succeeded(loop.index(), permit, loop.now());
        } else if (outcome.failure.serverFault()) {
            circuit.failed(loop.index(), permit, loop.now());
        } else {
            circuit.abandoned(permit, loop.now());
        }
    }

    boolean ended() {
        return ended;
    }

    Pool pool() {
        return Objects.requireNonNull(pool);
    }
}
