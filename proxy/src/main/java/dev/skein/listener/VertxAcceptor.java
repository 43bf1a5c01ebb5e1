package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import dev.skein.model.TlsFacts;
import dev.skein.transport.Loop;
import dev.skein.transport.VertxWire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket with TLS: Vert.x does the handshake and HTTP/2, one server a loop on one socket. HTTP/1.1 is ours from
 * the first byte: Vert.x's decoder leaves the pipeline before anything was read, so that no laxer parser stands behind the
 * strict one; and whatever HTTP/1 request should reach Vert.x all the same is refused.
 */
final class VertxAcceptor {
    private static final int FLUSHES = 256;
    /** Vert.x shares an ephemeral port among servers that name the same number. */
    private static final AtomicInteger EPHEMERAL = new AtomicInteger();

    private final Door door;
    private final VertxEntrance entrance;
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable VertxRenewal renewal;

    VertxAcceptor(Door door) {
        this.door = door;
        this.entrance = new VertxEntrance(door);
    }

    public InetSocketAddress open(ListenerSettings settings) {
        door.change(settings, null);
        TlsSettings tls = Objects.requireNonNull(settings.tls());
        VertxRenewal watched = new VertxRenewal(door.loops.vertx(), servers);
        var options = watched.begin(settings, tls);
        int port = settings.bind().port();
        String host = settings.bind().host();
        SocketAddress address = port == 0
                ? SocketAddress.sharedRandomPort(EPHEMERAL.incrementAndGet(), host)
                : SocketAddress.inetSocketAddress(port, host);
        prepare(settings, tls, options);
        try {
            door.loops.hookNextServer(entrance::prepare);
            listen(address);
            Channel listening = verified();
            renewal = watched;
            watched.schedule();
            return (InetSocketAddress) listening.localAddress();
        } catch (CompletionException e) {
            closeServers();
            throw BindFailure.of(settings, Objects.requireNonNullElse(e.getCause(), e));
        } catch (IllegalStateException e) {
            closeServers();
            throw BindFailure.of(settings, e);
        } finally {
            door.loops.hookNextServer(null);
        }
    }

    private void prepare(ListenerSettings settings, TlsSettings tls, ServerSSLOptions options) {
        for (Loop loop : door.loops.all()) {
            servers.add(door.loops
                    .vertx()
                    .httpServerBuilder()
                    .with(VertxSetup.server(settings, tls))
                    .with(options)
                    .with(VertxSetup.engine())
                    .withConnectHandler(connection -> connected(connection, loop))
                    .build()
                    .requestHandler(VertxAcceptor::request)
                    .exceptionHandler(this::failed));
        }
    }

    private void listen(SocketAddress address) {
        for (int i = 0; i < servers.size(); i++) {
            HttpServer server = servers.get(i);
            Context context = door.loops.contextOn(door.loops.all().get(i));
            CompletableFuture<HttpServer> bound = new CompletableFuture<>();
            context.runOnContext(
                    now -> server.listen(address).onComplete(bound::complete, bound::completeExceptionally));
            HttpServer unused = bound.join();
        }
    }

    /** Our way in must be the one that this port has: otherwise limits and the PROXY protocol would be passed by. */
    private Channel verified() {
        Channel listening = entrance.listening();
        if (listening == null) {
            throw new IllegalStateException("another listener of this node uses the address");
        }
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        if (port != servers.getFirst().actualPort()) {
            throw new IllegalStateException("the entrance is not on this socket: Vert.x differs from what we know");
        }
        return listening;
    }

    private void failed(Throwable cause) {
        Throwable real = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (real instanceof SSLException) {
            door.listening().stats().handshakeFailed();
        }
    }

    /** The handshake is over; nothing of HTTP was read, or of HTTP/2 only the client's first settings. */
    private void connected(HttpConnection connection, Loop loop) {
        Channel channel = VertxWire.channel(connection);
        Admission admission = Admission.of(channel);
        ChannelHandlerContext secured = channel.pipeline().context(SslHandler.class);
        if (admission == null || secured == null || !channel.eventLoop().equals(loop.eventLoop())) {
            // Not by our entrance, or not where it should be: what we count and check would not hold.
            channel.close();
            return;
        }
        admission.enter();
        TlsFacts facts = VertxHandshake.facts((SslHandler) secured.handler(), connection.indicatedServerName());
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            channel.pipeline().addAfter(secured.name(), "flushes", new FlushConsolidationHandler(FLUSHES, true));
            new Http2Connection(door, loop, connection, admission, facts).begin();
        } else {
            VertxWire.takeOver(channel, secured.name());
            channel.pipeline().addLast(new Http1Connection(door, loop, admission.admitted(), admission.peer(), facts));
        }
    }

    private static void request(HttpServerRequest request) {
        Http2Connection connection = Http2Connection.of(VertxWire.channel(request.connection()));
        if (request.version() != HttpVersion.HTTP_2 || connection == null) {
            request.connection().close();
            return;
        }
        connection.request(request);
    }

    public void change(ListenerSettings settings) {
        ListenerSettings before = door.settings();
        door.change(settings, null);
        if (renewal != null && !Objects.equals(before.tls(), settings.tls())) {
            renewal.change(settings);
        }
    }

    public void close() {
        if (renewal != null) {
            renewal.close();
        }
        Channel listening = entrance.listening();
        if (listening != null) {
            // Behind what the loop has to do already. Not by Vert.x, whose close ends the open connections, too.
            listening.eventLoop().submit(() -> listening.close()).awaitUninterruptibly();
            listening.closeFuture().awaitUninterruptibly();
        }
    }

    private void closeServers() {
        servers.forEach(server -> server.close());
    }

    public void drain() {
        door.drain();
    }
}
