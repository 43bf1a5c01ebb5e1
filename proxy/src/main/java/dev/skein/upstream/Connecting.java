package dev.skein.upstream;

import dev.skein.model.Failure;
import dev.skein.transport.Timed;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt to connect, TLS handshake included. Ends exactly once: connected, failed, timed out, or given up. */
public final class Connecting extends Timed {
    private final ConnectionPool pool;
    private @Nullable ConnectionWaiter waiter;
    private @Nullable Channel channel;

    private Connecting(ConnectionPool pool, ConnectionWaiter waiter) {
        this.pool = pool;
        this.waiter = waiter;
    }

    static Connecting start(ConnectionPool pool, Bootstrap bootstrap, ConnectionWaiter waiter) {
        Connecting connecting = new Connecting(pool, waiter);
        UpstreamPolicy policy = pool.policy();
        ServerConnection connection = new ServerConnection(pool);
        ChannelFuture future = bootstrap
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        if (policy.tls() != null) {
                            opened.pipeline().addLast(tls(policy, opened));
                        }
                        opened.pipeline().addLast(connection);
                    }
                })
                .connect(policy.address());
        connecting.channel = future.channel();
        pool.loop().wheel().arm(connecting, pool.loop().now() + policy.connectNanos());
        // Even an attempt that failed at once reports from a task, so that the caller is never re-entered.
        future.addListener(done -> pool.loop().eventLoop().execute(() -> connecting.connected(done, connection)));
        return connecting;
    }

    private static SslHandler tls(UpstreamPolicy policy, Channel channel) {
        var context = Objects.requireNonNull(policy.tls());
        SslHandler handler = context.newHandler(
                channel.alloc(), policy.serverName(), policy.address().getPort());
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private void connected(Future<?> done, ServerConnection connection) {
        if (!done.isSuccess()) {
            fail(Failure.CONNECT_FAILED, reasonOf(done.cause()));
            return;
        }
        SslHandler tls = connection.channel().pipeline().get(SslHandler.class);
        if (tls == null) {
            succeed(connection, false);
            return;
        }
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                succeed(connection, true);
            } else {
                fail(Failure.CONNECT_FAILED, "TLS: " + reasonOf(handshake.cause()));
            }
        });
    }

    private void succeed(ServerConnection connection, boolean encrypted) {
        ConnectionWaiter hearer = end();
        if (hearer == null) {
            connection.close();
        } else {
            connection.opened(encrypted);
            hearer.onConnected(connection);
        }
    }

    private void fail(Failure failure, String reason) {
        ConnectionWaiter hearer = end();
        if (channel != null) {
            channel.close();
        }
        if (hearer != null) {
            hearer.onConnectFailed(failure, reason);
        }
    }

    private @Nullable ConnectionWaiter end() {
        ConnectionWaiter hearer = waiter;
        waiter = null;
        pool.loop().wheel().remove(this);
        return hearer;
    }

    /** Nobody waits any more. A connection that is made all the same is closed. */
    public void giveUp() {
        end();
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    protected void onDeadline(long now) {
        fail(Failure.CONNECT_TIMEOUT, "connect timed out");
    }

    private static String reasonOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
