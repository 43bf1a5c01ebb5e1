package dev.skein.upstream;

import dev.skein.model.Failure;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one event loop to one server. The first that takes one more stream is used, so that what a
 * burst opened falls idle afterwards; while a connection is being made, others wait for it, too. Confined to its loop.
 */
final class SharedConnections {
    private static final String HTTP_2 = "h2";
    /** Exchanges that wait for one connection. */
    private static final int WAITERS = 100;

    private final ConnectionPool pool;
    private final List<Http2ServerConnection> open = new ArrayList<>();
    private @Nullable Attempt attempt;

    SharedConnections(ConnectionPool pool) {
        this.pool = pool;
    }

    /** A stream of a connection that is there, or null. */
    @Nullable
    ServerLeg poll() {
        long now = pool.loop().now();
        for (int i = 0; i < open.size(); i++) {
            Http2ServerConnection connection = open.get(i);
            if (connection.takes(now)) {
                return connection.stream();
            }
        }
        return null;
    }

    PendingConnection connect(ConnectionWaiter waiter) {
        Attempt current = attempt;
        if (current == null || current.waiting.size() >= WAITERS) {
            current = new Attempt(new Http2ServerConnection(pool, this));
            attempt = current;
            current.begin();
        }
        return current.join(waiter);
    }

    /** No longer for new streams. */
    void left(Http2ServerConnection connection) {
        open.remove(connection);
    }

    void leaveAll() {
        List.copyOf(open).forEach(Http2ServerConnection::leave);
    }

    /** Lets go of what nobody has used for long; keeps one if some should be warm. Whether any is left. */
    boolean sweep(long now, UpstreamPolicy policy) {
        for (Http2ServerConnection connection : List.copyOf(open)) {
            if (connection.stale(now) && open.size() > Math.min(1, policy.warm())) {
                connection.leave();
            }
        }
        return !open.isEmpty();
    }

    /** Connections that are there, or about to be. */
    int count() {
        return open.size() + (attempt == null ? 0 : 1);
    }

    /** One connection on its way, and all that wait for it. */
    private final class Attempt implements Opening {
        final List<Waiting> waiting = new ArrayList<>();
        private final Http2ServerConnection connection;
        private @Nullable Connecting connecting;

        Attempt(Http2ServerConnection connection) {
            this.connection = connection;
        }

        void begin() {
            connecting = Connecting.start(pool, connection, null, this);
        }

        PendingConnection join(ConnectionWaiter waiter) {
            Waiting one = new Waiting(this, waiter);
            waiting.add(one);
            return one;
        }

        void leave(Waiting one) {
            waiting.remove(one);
            if (waiting.isEmpty() && attempt == this) {
                attempt = null;
                Objects.requireNonNull(connecting).giveUp();
            }
        }

        @Override
        public void opened(Channel channel, @Nullable SslHandler tls) {
            if (tls != null && !HTTP_2.equals(tls.applicationProtocol())) {
                channel.close();
                failed(Failure.CONNECT_FAILED, "HTTP/2 was not agreed on by ALPN (" + tls.applicationProtocol() + ")");
                return;
            }
            over();
            connection.opened(tls != null);
            open.add(connection);
            pool.connected();
            for (Waiting one : List.copyOf(waiting)) {
                ConnectionWaiter waiter = one.take();
                if (waiter == null) {
                    continue;
                }
                if (connection.takes(pool.loop().now())) {
                    waiter.onConnected(connection.stream());
                } else {
                    one.moveTo(connect(waiter));
                }
            }
        }

        @Override
        public void failed(Failure failure, String reason) {
            over();
            for (Waiting one : List.copyOf(waiting)) {
                ConnectionWaiter waiter = one.take();
                if (waiter != null) {
                    waiter.onConnectFailed(failure, reason);
                }
            }
        }

        private void over() {
            if (attempt == this) {
                attempt = null;
            }
        }
    }

    /** One exchange that waits. */
    private static final class Waiting implements PendingConnection {
        private final Attempt attempt;
        private @Nullable ConnectionWaiter waiter;
        private @Nullable PendingConnection next;

        Waiting(Attempt attempt, ConnectionWaiter waiter) {
            this.attempt = attempt;
            this.waiter = waiter;
        }

        @Nullable
        ConnectionWaiter take() {
            ConnectionWaiter hearer = waiter;
            waiter = null;
            return hearer;
        }

        /** The connection was full: it waits for another one. */
        void moveTo(PendingConnection other) {
            next = other;
        }

        @Override
        public void giveUp() {
            if (next != null) {
                next.giveUp();
            } else if (take() != null) {
                attempt.leave(this);
            }
        }
    }
}
