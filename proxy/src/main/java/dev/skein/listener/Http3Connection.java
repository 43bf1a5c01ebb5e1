package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http.ClientResolver;
import dev.skein.http.ForwardedFields;
import dev.skein.http3.Http3Error;
import dev.skein.model.ClientAddress;
import dev.skein.model.Failure;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import dev.skein.upstream.Caller;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/3 connection (RFC 9114): its handshake, its life, its closing. {@link Http3Control} speaks for it as a
 * whole, each {@link Http3Stream} is an exchange of its own. The handler of its QUIC channel. Confined to its loop.
 */
final class Http3Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final AttributeKey<Http3Connection> KEY = AttributeKey.valueOf(Http3Connection.class, "own");

    /** Packets in an idle time: one may be lost. */
    private static final int SIGNS_OF_LIFE = 3;

    final Door door;
    final Loop loop;
    final Listening listening;
    final ListenerSettings.Http3 limits;
    final Http3Scratch scratch;
    final QuicChannel channel;
    final ClientAddress peer;
    final Http3Control control;
    private final QuicTerms terms;
    private final ConnectionTimer timer;
    private final ConnectionTimer alive;
    private final @Nullable ClientResolver resolver;
    private final Http3Requests open;
    private @Nullable ForwardedFields forwarded;
    private @Nullable TlsFacts tls;
    private @Nullable String serverName;
    private boolean admitted;
    private boolean dead;
    private long requests;
    private int abandoned;

    /** Of a client whose first packet has come; QUIC lets it have so many streams open at most. */
    Http3Connection(Door door, Loop loop, QuicChannel channel, QuicTerms terms, int most) {
        this.door = door;
        this.loop = loop;
        this.channel = channel;
        InetSocketAddress remote = (InetSocketAddress) Objects.requireNonNull(channel.remoteSocketAddress());
        this.peer = ClientAddress.of(remote.getAddress(), remote.getPort());
        this.terms = terms;
        this.open = new Http3Requests(this, most);
        this.listening = door.listening();
        this.limits = door.settings().http3();
        this.scratch = door.http3(loop);
        boolean trusted = listening.trusted().contains(peer);
        this.resolver = trusted ? new ClientResolver(listening.trusted(), listening.source()) : null;
        this.timer = new ConnectionTimer(loop, this::timedOut);
        this.alive = new ConnectionTimer(loop, this::stillHere);
        this.control = new Http3Control(this);
        channel.attr(KEY).set(this);
        if (channel.localSocketAddress() instanceof InetSocketAddress local) {
            channel.attr(Caller.DESTINATION).set(ClientAddress.of(local.getAddress(), local.getPort()));
        }
    }

    /** The connection that a stream is of. */
    static Http3Connection of(QuicChannel channel) {
        return channel.attr(KEY).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Place place = door.admit(peer);
        if (place != null) {
            admitted = true;
            channel.closeFuture().addListener(place);
            door.enter(this, loop);
            // What fails before it was established is closed without having been active.
            channel.closeFuture().addListener(closed -> over());
            timer.start(terms.handshakeNanos());
        } else {
            dead = true;
            // Once its first packet has been read: before, there are no keys to tell it with.
            loop.eventLoop().execute(() -> channel.close(false, Http3Error.CONNECTION_REFUSED, Unpooled.EMPTY_BUFFER));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case SniCompletionEvent sni -> serverName = QuicTerms.name(sni.hostname());
            case SslHandshakeCompletionEvent completion -> {
                if (completion.isSuccess()) {
                    established();
                }
            }
            default -> {}
        }
    }

    private void established() {
        SSLSession session = Objects.requireNonNull(channel.sslEngine()).getSession();
        var told = door.settings().forwarding().clientCertificate();
        ClientCertificate shown = ClientCertificate.of(session, terms.asksForCertificates(), told);
        tls = shown.facts(session, serverName, terms.namesFor(serverName));
        forwarded = new ForwardedFields(listening.forwarded(), peer, resolver != null, shown.lines());
        timer.start(listening.headerNanos());
        control.begin(door.settings().limits());
    }

    private void over() {
        dead = true;
        timer.remove();
        alive.remove();
        open.end();
        if (admitted) {
            admitted = false;
            if (tls == null) {
                listening.stats().handshakeFailed();
            }
            door.leave(this, loop);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What the library objects to it tells the client by itself; whatever was under way ends in channelInactive.
        context.close();
    }

    /** A request begins; whether it is taken. */
    boolean begins(Http3Stream stream) {
        if (dead || tls == null || !control.takes(stream.channel.streamId())) {
            return false;
        }
        if (!open.add(stream)) {
            stop();
            return false;
        }
        requests++;
        settle();
        if (listening.requests() > 0 && requests >= listening.requests()) {
            stop();
        }
        return true;
    }

    void ended(Http3Stream stream) {
        if (open.remove(stream)) {
            settle();
        }
    }

    /** Netty remembers streams whose end it has not read; nobody may make it remember very many. */
    void abandons() {
        if (++abandoned > 2 * Http3Control.MOST_ABANDONED) {
            fatal(Http3Error.EXCESSIVE_LOAD);
        } else if (abandoned > Http3Control.MOST_ABANDONED) {
            stop();
        }
    }

    /** A stream came or went, or the client's settings did. */
    void settle() {
        if (dead) {
            return;
        }
        if (!open.isEmpty()) {
            timer.stop();
            alive.start(limits.idleTimeout().toNanos() / SIGNS_OF_LIFE);
        } else {
            alive.stop();
            timer.start(control.leaving() ? Closing.LINGER_NANOS : listening.idleNanos());
        }
    }

    /** A server may take its time without a word to the client, and QUIC's own clock must not end that. */
    private void stillHere() {
        control.signOfLife();
        alive.start(limits.idleTimeout().toNanos() / SIGNS_OF_LIFE);
    }

    private void timedOut() {
        if (tls == null || control.leaving() || !control.settingsSeen()) {
            end(Http3Error.NO_ERROR);
        } else {
            stop();
        }
    }

    @Override
    public void stop() {
        if (!dead) {
            if (tls == null) {
                end(Http3Error.NO_ERROR);
            } else {
                control.leave();
            }
        }
    }

    /** The client broke the protocol in a way that no stream alone can answer for (RFC 9114 §8). */
    void fatal(int code) {
        if (!dead) {
            dead = true;
            open.endAll(Failure.CLIENT_ABORT);
            end(code);
        }
    }

    void end(int code) {
        dead = true;
        channel.close(true, code, Unpooled.EMPTY_BUFFER);
    }

    boolean dead() {
        return dead;
    }

    ForwardedFields forwarded() {
        return Objects.requireNonNull(forwarded);
    }

    TlsFacts tls() {
        return Objects.requireNonNull(tls);
    }

    /** Says who asks, where a trusted proxy stands in between. */
    void identify(Exchange exchange) {
        if (resolver != null) {
            resolver.resolve(exchange.head(), peer, true);
            exchange.identified(resolver.client(), resolver.secure());
        }
    }
}
