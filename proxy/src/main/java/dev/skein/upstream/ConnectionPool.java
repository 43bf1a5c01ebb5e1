package dev.skein.upstream;

import dev.skein.http.ProxyProtocolHeader;
import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import dev.skein.telemetry.ServerStats;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import dev.skein.transport.Timed;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one server. The one used last is used next, so that what a lull leaves over grows old
 * at the other end and is swept. Confined to its loop, except for {@link #close} and {@link #policyChanged}.
 */
public final class ConnectionPool extends Timed {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Upstream upstream;
    private final Loop loop;
    private final Loops loops;
    private final ArrayDeque<ServerConnection> idle = new ArrayDeque<>();
    private final SharedConnections shared = new SharedConnections(this);
    private final ArrayDeque<ResponseHead> heads = new ArrayDeque<>();
    private int warming;
    private boolean closed;

    ConnectionPool(Upstream upstream, Loop loop, Loops loops) {
        this.upstream = upstream;
        this.loop = loop;
        this.loops = loops;
    }

    /** An idle connection, or a stream of one that others use, too; null where there is none, or it is for one client. */
    public @Nullable ServerLeg poll() {
        if (announces()) {
            return null;
        }
        if (policy().http2()) {
            return shared.poll();
        }
        ServerConnection connection;
        while ((connection = idle.pollLast()) != null) {
            stats().idleChanged(-1, loop.index());
            if (connection.wear.place == place() && connection.fit(loop.now())) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /**
     * Opens a new connection.
     *
     * @param caller whom it is for; null where that is told nobody, see {@link #announces}
     * @param waiter hears of it on this loop, never before this call returned
     */
    public PendingConnection connect(@Nullable Caller caller, ConnectionWaiter waiter) {
        if (policy().http2()) {
            return shared.connect(waiter);
        }
        ServerConnection connection = new ServerConnection(this);
        return Connecting.start(this, connection, preface(caller), new Opening() {
            @Override
            public void opened(Channel channel, @Nullable SslHandler tls) {
                connection.opened(tls != null);
                waiter.onConnected(connection);
            }

            @Override
            public void failed(Failure failure, String reason) {
                waiter.onConnectFailed(failure, reason);
            }
        });
    }

    /**
     * Opens a connection for one client's use alone: nothing but TLS, where the server speaks it, is between the channel and
     * the handler.
     *
     * @param opening hears of it on this loop, never before this call returned
     */
    public PendingConnection tunnel(ChannelHandler last, Caller caller, Opening opening) {
        return Connecting.start(this, last, preface(caller), opening);
    }

    /** Whether the server is told whom each connection is for: then it is for one request alone. */
    public boolean announces() {
        return policy().proxyProtocol() != null;
    }

    private @Nullable Preface preface(@Nullable Caller caller) {
        ProxyProtocolHeader header = policy().proxyProtocol();
        return header == null || caller == null ? null : new Preface(header, caller);
    }

    Bootstrap bootstrap() {
        return loops.clientBootstrap(loop, policy().address());
    }

    /** Where connections lead, as the transport knows it. */
    SocketAddress address() {
        return loops.converted(policy().address());
    }

    /** A shared connection was made, and will have to be swept. */
    void connected() {
        loop.wheel().arm(this, loop.now() + SWEEP_NANOS);
    }

    /** A connection whose exchange is over: kept if it may be. */
    void release(ServerConnection connection) {
        UpstreamPolicy policy = policy();
        if (closed
                || announces()
                || connection.wear.place != place()
                || idle.size() >= policy.maxIdle()
                || connection.wear.spent(loop.now(), policy)) {
            connection.close();
            return;
        }
        idle.addLast(connection);
        connection.wear.idle(loop.now());
        stats().idleChanged(1, loop.index());
        armSweep();
    }

    private void armSweep() {
        if (idle.size() == 1) {
            loop.wheel().arm(this, loop.now() + SWEEP_NANOS);
        }
    }

    /** An idle connection was closed by the server. */
    void lost(ServerConnection connection) {
        if (idle.remove(connection)) {
            stats().idleChanged(-1, loop.index());
        }
    }

    @Override
    protected void onDeadline(long now) {
        UpstreamPolicy policy = policy();
        ServerConnection oldest;
        while ((oldest = idle.peekFirst()) != null && idle.size() > policy.warm() && oldest.wear.stale(now, policy)) {
            idle.pollFirst();
            stats().idleChanged(-1, loop.index());
            oldest.close();
        }
        boolean anyShared = shared.sweep(now, policy);
        warm();
        if (anyShared || !idle.isEmpty()) {
            loop.wheel().arm(this, now + SWEEP_NANOS);
        }
    }

    void warmUp() {
        loop.run(this::warm);
    }

    private void warm() {
        UpstreamPolicy policy = policy();
        int there = policy.http2() ? shared.count() : idle.size() + warming;
        int wanted = policy.http2() ? Math.min(1, policy.warm()) : policy.warm();
        int missing = closed || announces() ? 0 : wanted - there;
        for (; missing > 0; missing--) {
            warming++;
            var unused = connect(null, new ConnectionWaiter() {
                @Override
                public void onConnected(ServerLeg leg) {
                    warming--;
                    if (leg instanceof ServerConnection connection) {
                        release(connection);
                    } else {
                        leg.abandon();
                    }
                }

                @Override
                public void onConnectFailed(Failure failure, String reason) {
                    warming--;
                    loop.wheel().arm(ConnectionPool.this, loop.now() + SWEEP_NANOS);
                }
            });
        }
    }

    void policyChanged(boolean moved) {
        loop.run(() -> {
            if (moved) {
                closeIdle();
            }
            warm();
        });
    }

    void close() {
        loop.run(() -> {
            closed = true;
            closeIdle();
            loop.wheel().remove(this);
        });
    }

    private void closeIdle() {
        shared.leaveAll();
        ServerConnection connection;
        while ((connection = idle.pollLast()) != null) {
            stats().idleChanged(-1, loop.index());
            connection.close();
        }
    }

    ResponseHead takeHead() {
        ResponseHead head = heads.pollLast();
        return head != null ? head : new ResponseHead(policy().responseLimits());
    }

    void giveHead(ResponseHead head) {
        head.reset(policy().responseLimits());
        if (heads.size() < 8) {
            heads.addLast(head);
        }
    }

    int place() {
        return upstream.place();
    }

    UpstreamPolicy policy() {
        return upstream.policy();
    }

    Loop loop() {
        return loop;
    }

    ServerStats stats() {
        return policy().stats();
    }
}
