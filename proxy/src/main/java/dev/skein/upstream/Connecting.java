package dev.skein.upstream;

import dev.skein.model.Failure;
import dev.skein.model.Shortage;
import dev.skein.transport.Timed;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt to connect, TLS handshake included. Ends exactly once: connected, failed, timed out, or given up. */
final class Connecting extends Timed implements PendingConnection {
    private final ConnectionPool pool;
    private @Nullable Opening opening;
    private @Nullable Channel channel;

    private Connecting(ConnectionPool pool, Opening opening) {
        this.pool = pool;
        this.opening = opening;
    }

    /**
     * Begins.
     *
     * @param last handler behind TLS, if there is any
     * @param preface what comes before it; null: nothing
     * @param opening heard on the pool's loop, never before this call returned
     */
    static Connecting start(ConnectionPool pool, ChannelHandler last, @Nullable Preface preface, Opening opening) {
        Connecting connecting = new Connecting(pool, opening);
        UpstreamPolicy policy = pool.policy();
        ChannelFuture future = pool.bootstrap()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        if (preface != null) {
                            opened.pipeline().addLast(preface);
                        }
                        if (policy.tls() != null) {
                            opened.pipeline().addLast(tls(policy, opened));
                        }
                        opened.pipeline().addLast(last);
                    }
                })
                .connect(pool.address());
        connecting.channel = future.channel();
        pool.loop().wheel().arm(connecting, pool.loop().now() + policy.connectNanos());
        // Even an attempt that failed at once reports from a task, so that the caller is never re-entered.
        future.addListener(done -> pool.loop().eventLoop().execute(() -> connecting.connected(done)));
        return connecting;
    }

    private static SslHandler tls(UpstreamPolicy policy, Channel channel) {
        var context = Objects.requireNonNull(policy.tls());
        int port = policy.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
        SslHandler handler = context.newHandler(channel.alloc(), policy.serverName(), port);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private void connected(Future<?> done) {
        if (!done.isSuccess()) {
            boolean ours = Shortage.of(done.cause()) != null;
            fail(ours ? Failure.EXHAUSTED : Failure.CONNECT_FAILED, reasonOf(done.cause()));
            return;
        }
        SslHandler tls = Objects.requireNonNull(channel).pipeline().get(SslHandler.class);
        if (tls == null) {
            succeed(null);
            return;
        }
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                succeed(tls);
            } else {
                fail(Failure.CONNECT_FAILED, "TLS: " + reasonOf(handshake.cause()));
            }
        });
    }

    private void succeed(@Nullable SslHandler tls) {
        Opening hearer = end();
        Channel made = Objects.requireNonNull(channel);
        if (hearer == null) {
            made.close();
        } else {
            hearer.opened(made, tls);
        }
    }

    private void fail(Failure failure, String reason) {
        Opening hearer = end();
        shut();
        if (hearer != null) {
            hearer.failed(failure, reason);
        }
    }

    /** A socket that the system did not give us never came to a loop, and closing it would throw. */
    private void shut() {
        if (channel != null && channel.isRegistered()) {
            channel.close();
        }
    }

    private @Nullable Opening end() {
        Opening hearer = opening;
        opening = null;
        pool.loop().wheel().remove(this);
        return hearer;
    }

    /** Nobody waits any more. A connection that is made all the same is closed. */
    @Override
    public void giveUp() {
        end();
        shut();
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
