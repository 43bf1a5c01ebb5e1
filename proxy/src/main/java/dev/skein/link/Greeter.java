package dev.skein.link;

import dev.skein.cluster.trust.HandshakeFailure;
import dev.skein.cluster.trust.Peer;
import dev.skein.link.Frame.BadFrameException;
import dev.skein.link.Frame.Kind;
import dev.skein.link.Peers.Refusal;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * From a connection's first byte to two nodes that know each other: TLS, then the dialer's HELLO, answered by WELCOME or
 * REFUSED. Whoever takes longer than the settings allow is closed.
 */
final class Greeter extends SimpleChannelInboundHandler<Frame> {
    private static final byte QUIET = 0;
    private static final byte LOUD = 1;

    private final LinkCore core;
    private final Peers peers;
    private final @Nullable Attempt attempt;
    private final Runnable settled;
    private @Nullable Future<?> deadline;
    private boolean over;

    /** What a dialer wants to hear. */
    interface Attempt {
        /** Whether the connection takes the place of another one. */
        boolean renews();

        void established(String node);

        /**
         * Nothing came of it.
         *
         * @param node who refused, where that is known
         * @param refused whether trying again soon is no use
         * @param reason empty where it has been told
         */
        void failed(@Nullable String node, boolean refused, String reason);
    }

    /**
     * @param attempt null: the other node dialed
     * @param settled told once how ever it ends
     */
    Greeter(LinkCore core, Peers peers, @Nullable Attempt attempt, Runnable settled) {
        this.core = core;
        this.peers = peers;
        this.attempt = attempt;
        this.settled = settled;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Runnable late = () ->
                end(context, "no greeting within " + core.timing().handshake().toMillis() + " ms", true);
        deadline = core.loop().schedule(late, core.timing().handshake().toNanos(), TimeUnit.NANOSECONDS);
        if (core.trust() == null && attempt != null) {
            greet(context);
        }
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess() && attempt != null) {
            greet(context);
        }
        context.fireUserEventTriggered(event);
    }

    private void greet(ChannelHandlerContext context) {
        boolean renews = attempt != null && attempt.renews();
        context.writeAndFlush(
                Frame.of(Kind.HELLO, 0, core.hello(renews).encode()).encode(context.alloc()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) throws BadFrameException {
        if (over) {
            return;
        }
        boolean dialed = attempt != null;
        if (frame.kind() == (dialed ? Kind.WELCOME : Kind.HELLO)) {
            greeted(context, Hello.decode(frame.body()));
        } else if (frame.kind() == Kind.REFUSED) {
            refused(context, frame);
        } else {
            throw new BadFrameException("a frame of kind " + frame.kind() + " before the greeting");
        }
    }

    private void greeted(ChannelHandlerContext context, Hello hello) {
        InetSocketAddress from = LinkCore.remote(context.channel());
        SSLSession session = session(context);
        boolean renews = attempt == null ? hello.renews() : attempt.renews();
        Refusal refusal = objection(hello, from, session);
        if (refusal == null) {
            refusal = peers.admit(hello, attempt != null, renews);
        }
        if (refusal != null) {
            refuse(context, hello, refusal);
            return;
        }
        settle();
        if (attempt == null) {
            context.write(Frame.of(Kind.WELCOME, 0, core.hello(false).encode()).encode(context.alloc()));
        }
        LinkConnection connection =
                new LinkConnection(core, peers, context.channel(), new Origin(hello, attempt != null, renews, session));
        context.pipeline().replace(this, "link", connection);
        context.channel().flush();
        peers.established(connection);
        if (attempt != null) {
            attempt.established(hello.node());
        }
    }

    private @Nullable Refusal objection(Hello hello, InetSocketAddress from, @Nullable SSLSession session) {
        if (hello.oldest() > Hello.PROTOCOL || hello.newest() < Hello.PROTOCOL) {
            return Refusal.loud("node " + hello.node() + " with Skein " + hello.version() + " speaks protocol "
                    + hello.oldest() + " to " + hello.newest() + " (expected: " + Hello.PROTOCOL + ", as Skein "
                    + core.settings().version() + " does)");
        }
        if (!hello.cluster().equals(core.settings().self().cluster())) {
            return Refusal.loud("node " + hello.node() + " is of cluster " + hello.cluster() + " (expected: "
                    + core.settings().self().cluster() + ")");
        }
        if (session != null && core.trust() != null) {
            Peer peer = core.trust().peer(session);
            if (peer instanceof Peer.Refused refused) {
                return Refusal.loud(refused.text());
            }
            if (peer instanceof Peer.Named named && !named.is(hello.node())) {
                return Refusal.loud("it calls itself " + hello.node() + ", but its certificate is for node " + named);
            }
        }
        String unwanted =
                hello.node().equals(core.node()) ? null : core.guests().refuse(hello.node(), from.getAddress());
        return unwanted == null ? null : Refusal.loud("node " + hello.node() + " " + unwanted);
    }

    /** The other side hears why, too. */
    private void refuse(ChannelHandlerContext context, Hello hello, Refusal refusal) {
        settle();
        if (!refusal.quiet()) {
            core.strangers().refused(LinkCore.host(context.channel().remoteAddress()), refusal.text());
        }
        byte[] text = (core.node() + "\n" + refusal.text()).getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[text.length + 1];
        body[0] = refusal.quiet() ? QUIET : LOUD;
        System.arraycopy(text, 0, body, 1, text.length);
        context.writeAndFlush(Frame.of(Kind.REFUSED, 0, body).encode(context.alloc()))
                .addListener(ChannelFutureListener.CLOSE);
        if (attempt != null) {
            attempt.failed(hello.node(), true, "");
        }
    }

    private void refused(ChannelHandlerContext context, Frame frame) {
        settle();
        String text = frame.text();
        int end = text.indexOf('\n');
        if (end > 0 && text.charAt(0) != QUIET) {
            core.strangers()
                    .tell(
                            LinkCore.host(context.channel().remoteAddress()),
                            "node " + text.substring(1, end) + " refused this node: " + text.substring(end + 1));
        }
        context.close();
        if (attempt != null) {
            attempt.failed(end > 0 ? text.substring(1, end) : null, true, "");
        }
    }

    private static @Nullable SSLSession session(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException && !(cause instanceof SSLException)) {
            end(context, "the connection broke before both had introduced themselves", false);
            return;
        }
        Throwable bad = cause.getCause() instanceof BadFrameException inner ? inner : cause;
        String reason =
                bad instanceof BadFrameException ? String.valueOf(bad.getMessage()) : HandshakeFailure.reason(cause);
        end(context, reason, true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(context, "the connection was closed before both had introduced themselves", false);
        context.fireChannelInactive();
    }

    /** @param refused by one of us; else it is over, nobody knows why, and a node that starts or stops does that, too */
    private void end(ChannelHandlerContext context, String reason, boolean refused) {
        if (over) {
            return;
        }
        settle();
        String host = LinkCore.host(context.channel().remoteAddress());
        if (refused) {
            core.strangers().refused(host, reason);
        }
        context.close();
        if (attempt != null) {
            attempt.failed(null, refused, refused ? "" : host + ": " + reason);
        }
    }

    private void settle() {
        over = true;
        settled.run();
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
