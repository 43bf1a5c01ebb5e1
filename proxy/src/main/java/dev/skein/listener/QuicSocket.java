package dev.skein.listener;

import dev.skein.http2.FloodGauge;
import dev.skein.http3.ConnectionIds;
import dev.skein.http3.PacketHead;
import dev.skein.http3.StatelessReset;
import dev.skein.transport.Loop;
import dev.skein.transport.ResetTokenSlot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One of the sockets that share an address, one to each loop. The first to see what comes: hands on what is another loop's,
 * as after a client behind a router got another port, and ends connections that nobody has. Confined to its loop.
 */
final class QuicSocket extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<QuicTerms> TERMS = AttributeKey.valueOf(QuicSocket.class, "terms");
    private static final int RESETS_A_SECOND = 200;
    /** Packets on their way from other loops. */
    private static final int MOST_WAITING = 1024;

    private final QuicSockets all;
    final Loop loop;
    private final Door door;
    private final ConnectionIds ids;
    private final QuicVows vows;
    private final FloodGauge resets = new FloodGauge(RESETS_A_SECOND, TimeUnit.SECONDS.toNanos(1));
    /** Ids that another node gave by Retry, and that a connection of ours has now. */
    private final Set<ByteBuffer> adopted = new HashSet<>();
    /** Counted by the loops that hand on. */
    private final AtomicInteger waiting = new AtomicInteger();

    private @Nullable ResetTokenSlot slot;
    private @Nullable ChannelHandlerContext context;
    private QuicSocket[] siblings = {this};

    QuicSocket(QuicSockets all, Door door, Loop loop, InetAddress address) {
        this.all = all;
        this.door = door;
        this.loop = loop;
        this.ids = new ConnectionIds(all.opening(), loop.index());
        this.vows = new QuicVows(all, ids, new StatelessReset(all.place(address)), loop.ticker());
    }

    /** Those of the same address, by loop; before anything comes. */
    void siblings(QuicSocket... those) {
        siblings = those;
    }

    /** Puts this and the library into the pipeline of a socket that is to be bound. */
    void install(Channel channel) {
        var codec = QuicCodec.of(door, all.limits(), vows)
                .sslEngineProvider(this::engine)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel made) {
                        begins(made);
                    }
                })
                .build();
        slot = ResetTokenSlot.of(codec);
        channel.pipeline().addLast(this, codec);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext own) {
        context = own;
    }

    private QuicSslEngine engine(QuicChannel made) {
        QuicTerms terms =
                Objects.requireNonNull(Objects.requireNonNull(door.tls()).quic());
        made.attr(TERMS).set(terms);
        byte[] id = vows.last();
        byte[] token = vows.resetToken(id);
        Objects.requireNonNull(slot).set(token == null ? new byte[StatelessReset.TOKEN_BYTES] : token);
        ByteBuf bytes = Unpooled.wrappedBuffer(id);
        if (!ids.ours(bytes, 0)) {
            ByteBuffer foreign = ByteBuffer.wrap(id);
            adopted.add(foreign);
            made.closeFuture().addListener(done -> adopted.remove(foreign));
        }
        return terms.engine(made.alloc());
    }

    private void begins(QuicChannel made) {
        QuicTerms terms = made.attr(TERMS).get();
        made.pipeline()
                .addLast(new Http3Connection(
                        door, loop, made, terms, all.limits().maxStreams()));
    }

    @Override
    public void channelRead(ChannelHandlerContext own, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf in = packet.content();
        boolean open = PacketHead.isShort(in);
        int id = PacketHead.idAt(in);
        if (open ? id < 0 : !in.isReadable() || PacketHead.asks(in) && !mayBegin(in)) {
            packet.release();
        } else if (id >= 0 && ids.ours(in, id)) {
            mine(packet, id, open);
        } else if (id >= 0 && !adopted.isEmpty() && adopted.contains(in.nioBuffer(id, ConnectionIds.BYTES))) {
            take(packet, id, open);
        } else if (open) {
            reset(packet, id);
        } else if (mayBegin(in)) {
            take(packet, id, false);
        } else {
            packet.release();
        }
    }

    /** Whether a connection may begin with it, or it be answered at all. */
    private boolean mayBegin(ByteBuf in) {
        return in.readableBytes() >= PacketHead.LEAST_FIRST && all.admitting();
    }

    private void mine(DatagramPacket packet, int id, boolean open) {
        int of = ConnectionIds.loop(packet.content(), id);
        if (of == loop.index() || of >= siblings.length) {
            take(packet, id, open);
        } else {
            siblings[of].handOver(packet, id, open);
        }
    }

    /** From another loop: what comes faster than this one works is lost, as in any queue of the network. */
    private void handOver(DatagramPacket packet, int id, boolean open) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            packet.release();
        } else {
            loop.run(() -> handedOver(packet, id, open));
        }
    }

    private void handedOver(DatagramPacket packet, int id, boolean open) {
        waiting.decrementAndGet();
        ChannelHandlerContext own = context;
        if (own == null || own.isRemoved()) {
            packet.release();
        } else {
            take(packet, id, open);
            own.fireChannelReadComplete();
        }
    }

    private void take(DatagramPacket packet, int id, boolean open) {
        if (!open) {
            vows.asked(id < 0 ? null : ByteBufUtil.getBytes(packet.content(), id, ConnectionIds.BYTES));
        }
        Objects.requireNonNull(context).fireChannelRead(packet);
    }

    private void reset(DatagramPacket packet, int at) {
        ByteBuf in = packet.content();
        int length = StatelessReset.length(in.readableBytes());
        byte[] id = ByteBufUtil.getBytes(in, at, ConnectionIds.BYTES);
        InetSocketAddress to = packet.sender();
        packet.release();
        byte[] token = length == 0 || resets.tooMany(loop.now()) ? null : vows.resetToken(id);
        if (token != null) {
            ChannelHandlerContext own = Objects.requireNonNull(context);
            ByteBuf out = own.alloc().directBuffer(length);
            vows.resets().write(out, token, length);
            own.writeAndFlush(new DatagramPacket(out, to));
        }
    }
}
