package dev.skein.link;

import dev.skein.link.Frame.BadFrameException;
import dev.skein.link.Frame.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that know each other. Sends on any thread; all else on the link's.
 *
 * <p>Alive: pings every second; silent for longer than the settings allow, or not taking anything for half a minute:
 * closed. Draining: another connection took over, this one ends when nothing is open on it.
 */
final class LinkConnection extends SimpleChannelInboundHandler<Frame> {
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LinkCore core;
    private final Peers peers;
    private final Channel channel;
    private final Origin origin;
    private final Outbox outbox;
    private final Calls calls;
    private final Inbox inbox;
    private final Reappraisal reappraisal;
    private final AtomicLong ids = new AtomicLong();
    private final long connectedAt;
    private volatile long heardAt;
    private volatile long roundTrip = -1;
    private long received;
    private long writableAt;
    private long drainingSince;
    private boolean draining;
    private @Nullable Runnable redial;
    private String reason = "the connection ended";

    LinkConnection(LinkCore core, Peers peers, Channel channel, Origin origin) {
        this.core = core;
        this.peers = peers;
        this.channel = channel;
        this.origin = origin;
        this.outbox = new Outbox(channel, core.settings().queueBytes());
        this.calls = new Calls(core.loop());
        this.inbox = new Inbox(core, origin.hello().node(), channel, calls, outbox);
        this.connectedAt = core.ticker().nanos();
        this.heardAt = connectedAt;
        this.writableAt = connectedAt;
        this.reappraisal = new Reappraisal(core, origin.session(), this::askForRenewal);
    }

    Hello hello() {
        return origin.hello();
    }

    Origin origin() {
        return origin;
    }

    Channel channel() {
        return channel;
    }

    String address() {
        return LinkCore.host(channel.remoteAddress());
    }

    /** Whether it has shown life lately. */
    boolean isFresh() {
        return core.ticker().nanos() - heardAt < core.timing().ping().toNanos() * 3 / 2;
    }

    /** What replaces this connection when certificates change; for one that this node dialed. */
    void redial(Runnable how) {
        redial = how;
    }

    /** False: too much waits already, the message is lost. Any thread. */
    boolean send(LinkType type, byte[] body) {
        Frame frame = new Frame(Kind.MESSAGE, type.id(), ids.incrementAndGet(), true, body.length, body);
        if (!channel.isActive() || !outbox.reserve(frame, true)) {
            return false;
        }
        return onLoop(() -> outbox.add(frame));
    }

    /** Any thread. */
    void request(LinkType type, byte[] body, CompletableFuture<byte[]> answer, long timeoutNanos) {
        Frame frame = new Frame(Kind.REQUEST, type.id(), ids.incrementAndGet(), true, body.length, body);
        if (!outbox.reserve(frame, false)) {
            answer.completeExceptionally(new LinkException(
                    LinkException.Kind.QUEUE_FULL, "too much waits for node " + hello().node() + " already"));
            return;
        }
        Runnable begin = () -> {
            if (channel.isActive()) {
                calls.add(frame.id(), answer, timeoutNanos);
                outbox.add(frame);
            } else {
                answer.completeExceptionally(new LinkException(LinkException.Kind.LOST, reason));
            }
        };
        if (!onLoop(begin)) {
            answer.completeExceptionally(new LinkException(LinkException.Kind.LOST, "this node stops"));
        }
    }

    private boolean onLoop(Runnable what) {
        try {
            core.loop().execute(what);
            return true;
        } catch (RejectedExecutionException e) {
            // The link is closed: as lost as on the wire.
            return false;
        }
    }

    PeerStatus status() {
        return new PeerStatus(
                hello().node(),
                hello().version(),
                address(),
                origin.dialed(),
                connectedAt,
                roundTrip,
                outbox.queuedBytes(),
                outbox.sentFrames(),
                received,
                peers.dropped(hello().node()).get());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        tick();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) throws BadFrameException {
        heardAt = core.ticker().nanos();
        received++;
        switch (frame.kind()) {
            case PING -> outbox.force(Frame.of(Kind.PONG, frame.id()));
            case PONG -> roundTrip = heardAt - frame.id();
            case MESSAGE, REQUEST, RESPONSE, FAILURE -> inbox.take(frame);
            case RENEW -> renew();
            case GOODBYE -> reason = "it said goodbye";
            case REFUSED ->
                close("it refused this node: "
                        + frame.text().substring(frame.text().indexOf('\n') + 1));
            case HELLO, WELCOME -> throw new BadFrameException("a greeting after the greeting");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.pump();
        context.fireChannelWritabilityChanged();
    }

    private void tick() {
        if (!channel.isActive()) {
            return;
        }
        long now = core.ticker().nanos();
        if (channel.isWritable()) {
            writableAt = now;
            outbox.force(Frame.of(Kind.PING, now));
        }
        if (now - heardAt > core.timing().silence().toNanos()
                && channel.config().isAutoRead()) {
            close("silent for " + TimeUnit.NANOSECONDS.toMillis(now - heardAt) + " ms");
        } else if (now - writableAt > STUCK_NANOS) {
            close("it took nothing for " + TimeUnit.NANOSECONDS.toSeconds(now - writableAt) + " s");
        } else if (draining && drained(now)) {
            close("replaced");
        } else {
            reappraise(now);
        }
        core.later(this::tick, core.timing().ping().toNanos());
    }

    private void reappraise(long now) {
        String objection = reappraisal.objection(now);
        if (objection != null) {
            core.strangers().refused(address(), objection);
            close(objection);
        }
    }

    private void askForRenewal() {
        if (origin.dialed()) {
            renew();
        } else if (!draining && channel.isActive()) {
            outbox.force(Frame.of(Kind.RENEW, 0));
        }
    }

    private void renew() {
        if (redial != null && !draining && channel.isActive()) {
            redial.run();
        }
    }

    /** Another one took over. */
    void drain() {
        if (!draining) {
            draining = true;
            drainingSince = core.ticker().nanos();
            outbox.force(Frame.of(Kind.GOODBYE, 0));
        }
    }

    private boolean drained(long now) {
        boolean idle = calls.isEmpty() && inbox.isEmpty() && outbox.isEmpty();
        // Whoever took this one from the table just before may still be about to send.
        return now - drainingSince > (idle ? core.timing().ping().toNanos() : DRAIN_NANOS);
    }

    /** The node stops. */
    ChannelFuture leave() {
        outbox.force(Frame.of(Kind.GOODBYE, 0));
        reason = "this node stops";
        return channel.close();
    }

    void close(String why) {
        reason = why;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        calls.failAll(reason);
        peers.ended(this, reason);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable bad = cause.getCause() instanceof BadFrameException inner ? inner : cause;
        close(Objects.toString(bad.getMessage(), bad.toString()));
    }
}
