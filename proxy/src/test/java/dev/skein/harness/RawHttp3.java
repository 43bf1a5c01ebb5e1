package dev.skein.harness;

import dev.skein.http2.HpackScratch;
import dev.skein.http3.FrameType;
import dev.skein.http3.QpackDecoder;
import dev.skein.http3.VarInt;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SslEarlyDataReadyEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client that says on QUIC's streams whatever it is told to, and reads HTTP/3 without objecting to anything. */
public final class RawHttp3 implements AutoCloseable {
    private static final int WINDOW = 1 << 20;
    private static final int STREAMS = 100;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel socket;
    private final QuicChannel quic;
    /** Frames of the other side's control stream. */
    public final List<Frame> control = new CopyOnWriteArrayList<>();

    private final CompletableFuture<QuicStreamChannel> theirs = new CompletableFuture<>();
    private final CompletableFuture<QuicConnectionCloseEvent> closed = new CompletableFuture<>();

    private volatile boolean early;

    /** One frame with its payload. */
    public record Frame(long type, byte[] payload) {}

    /** With what shall be different in the client's QUIC, and its certificate. */
    public RawHttp3(int port, UnaryOperator<QuicClientCodecBuilder> different, UnaryOperator<QuicSslContextBuilder> tls)
            throws Exception {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "a.test", context(tls), different);
    }

    /** What many connections may have in common: trust, a certificate, tickets. */
    public static QuicSslContext context(UnaryOperator<QuicSslContextBuilder> tls) {
        return tls.apply(QuicSslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols("h3")
                        .sessionCacheSize(STREAMS)
                        .sessionTimeout(300))
                .build();
    }

    /** @param name told to the other side */
    public RawHttp3(
            InetSocketAddress to, String name, QuicSslContext context, UnaryOperator<QuicClientCodecBuilder> different)
            throws Exception {
        QuicClientCodecBuilder builder = new QuicClientCodecBuilder()
                .sslEngineProvider(made -> context.newEngine(made.alloc(), name, to.getPort()))
                // As browsers have it; Netty looks for who a packet is for by its id alone, and a stateless reset has
                // none.
                .localConnectionIdLength(0)
                .maxIdleTimeout(20, TimeUnit.SECONDS)
                .initialMaxData(8 * WINDOW)
                .initialMaxStreamDataBidirectionalLocal(WINDOW)
                .initialMaxStreamDataUnidirectional(WINDOW)
                .initialMaxStreamsUnidirectional(STREAMS);
        socket = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(different.apply(builder).build())
                .bind(new InetSocketAddress(own(to.getAddress()), 0))
                .sync()
                .channel();
        try {
            quic = QuicChannel.newBootstrap(socket)
                    .handler(new Closing())
                    .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                        @Override
                        protected void initChannel(QuicStreamChannel made) {
                            made.pipeline().addLast(new Control());
                        }
                    })
                    .remoteAddress(to)
                    .connect()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            closeAll();
            throw e;
        }
    }

    /** From where an address is asked: of this machine's, the very same. */
    private static InetAddress own(InetAddress to) throws IOException {
        return NetworkInterface.getByInetAddress(to) == null ? new InetSocketAddress(0).getAddress() : to;
    }

    /** A connection with its control stream, on which settings were said. */
    public static RawHttp3 to(int port) throws Exception {
        RawHttp3 client = new RawHttp3(port, UnaryOperator.identity(), UnaryOperator.identity());
        try {
            client.oneWay(FrameType.CONTROL_STREAM).send(frame(FrameType.SETTINGS));
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    /** What the handshake came to. */
    public SSLSession session() {
        return java.util.Objects.requireNonNull(quic.sslEngine()).getSession();
    }

    /** Whether a ticket of an earlier connection was taken in its place, which Netty tells nobody. */
    public boolean resumed() throws ReflectiveOperationException {
        SSLEngine engine = java.util.Objects.requireNonNull(quic.sslEngine());
        Method asked = engine.getClass().getDeclaredMethod("isSessionReused");
        asked.setAccessible(true);
        return (boolean) asked.invoke(engine);
    }

    /** The client's own port of UDP. */
    public int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** Takes nothing more of the other side's control stream, which has begun. */
    public void stopControl(int code) throws Exception {
        theirs.get(10, TimeUnit.SECONDS).shutdownInput(code);
    }

    /** What the connection ended with: QUIC's or HTTP/3's code. */
    public int end() throws Exception {
        return closed.get(10, TimeUnit.SECONDS).error();
    }

    /** Whether requests could have been sent before the handshake was over. */
    public boolean early() {
        return early;
    }

    /** Whether the connection is over, for whatever reason. */
    public boolean over() {
        return !quic.isActive();
    }

    /** Whether it ended since nothing came for too long. */
    public boolean timedOut() {
        return quic.isTimedOut();
    }

    /** A further stream for a request. */
    public Stream open() throws Exception {
        Stream stream = new Stream();
        stream.channel = quic.createStream(QuicStreamType.BIDIRECTIONAL, stream).get(10, TimeUnit.SECONDS);
        return stream;
    }

    /** A further stream on which only the client speaks. */
    public Stream oneWay(long type) throws Exception {
        Stream stream = new Stream();
        stream.channel =
                quic.createStream(QuicStreamType.UNIDIRECTIONAL, stream).get(10, TimeUnit.SECONDS);
        ByteBuf out = Unpooled.buffer();
        VarInt.write(out, type);
        return stream.send(ByteBufUtil.getBytes(out));
    }

    /** A request without a body. */
    public Stream get(String path) throws Exception {
        return open().send(request("GET", path)).fin();
    }

    /** The head of a request, with more fields by name and value. */
    public static byte[] request(String method, String path, String... more) {
        List<String> fields =
                new ArrayList<>(List.of(":method", method, ":scheme", "https", ":authority", "a.test", ":path", path));
        fields.addAll(List.of(more));
        return head(fields.toArray(String[]::new));
    }

    /** A HEADERS frame of any fields, by name and value. */
    public static byte[] head(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0);
        block.write(0);
        for (int i = 0; i < fields.length; i += 2) {
            string(block, 0x20, 3, fields[i]);
            string(block, 0, 7, fields[i + 1]);
        }
        return frame(FrameType.HEADERS, block.toByteArray());
    }

    private static void string(ByteArrayOutputStream out, int kind, int prefix, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int mask = (1 << prefix) - 1;
        if (bytes.length < mask) {
            out.write(kind | bytes.length);
        } else {
            out.write(kind | mask);
            int rest = bytes.length - mask;
            while (rest >= 0x80) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    public static byte[] data(String text) {
        return frame(FrameType.DATA, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static byte[] frame(long type, byte... payload) {
        ByteBuf out = Unpooled.buffer();
        VarInt.write(out, type);
        VarInt.write(out, payload.length);
        out.writeBytes(payload);
        return ByteBufUtil.getBytes(out);
    }

    /** Is not there any more, and tells nobody. */
    public void vanish() {
        closeAll();
    }

    @Override
    public void close() {
        quic.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        closeAll();
    }

    private void closeAll() {
        socket.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            early |= event instanceof SslEarlyDataReadyEvent;
            if (event instanceof QuicConnectionCloseEvent end) {
                closed.complete(end);
            }
        }
    }

    private final class Control extends ChannelInboundHandlerAdapter {
        private final ByteBuf all = Unpooled.buffer();
        private boolean typed;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf more = (ByteBuf) message;
            all.writeBytes(more);
            more.release();
            if (!typed) {
                typed = VarInt.read(all) == FrameType.CONTROL_STREAM;
            }
            frames(all, control);
            theirs.complete((QuicStreamChannel) context.channel());
        }
    }

    private static void frames(ByteBuf all, List<Frame> to) {
        while (all.isReadable()) {
            all.markReaderIndex();
            long type = VarInt.read(all);
            long length = VarInt.read(all);
            if (type < 0 || length < 0 || all.readableBytes() < length) {
                all.resetReaderIndex();
                return;
            }
            byte[] payload = new byte[(int) length];
            all.readBytes(payload);
            to.add(new Frame(type, payload));
        }
    }

    /** One stream. */
    public static final class Stream extends ChannelInboundHandlerAdapter {
        private final ByteBuf all = Unpooled.buffer();
        private final List<Frame> frames = new CopyOnWriteArrayList<>();
        private volatile boolean finished;
        private volatile boolean ended;
        private volatile long reset = -1;
        private volatile boolean stopped;
        private @Nullable QuicStreamChannel channel;

        private QuicStreamChannel channel() {
            return java.util.Objects.requireNonNull(channel);
        }

        public Stream send(byte[] bytes) {
            channel()
                    .writeAndFlush(Unpooled.directBuffer(bytes.length).writeBytes(bytes))
                    .addListener(done -> stopped |= done.cause() instanceof ChannelOutputShutdownException);
            return this;
        }

        /** Nothing more comes from here. */
        public Stream fin() {
            channel().writeAndFlush(QuicStreamFrame.EMPTY_FIN);
            return this;
        }

        /** Takes nothing more. */
        public Stream stop(int code) {
            channel().shutdownInput(code);
            return this;
        }

        /** Whether the other side took nothing more before all of it was sent. */
        public boolean stopped() {
            return stopped;
        }

        public Stream reset(int code) {
            channel().shutdown(code);
            return this;
        }

        /** Takes more, or nothing for now. */
        public Stream reads(boolean on) {
            channel().config().setAutoRead(on);
            return this;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf more = (ByteBuf) message;
            synchronized (frames) {
                all.writeBytes(more);
                frames(all, frames);
            }
            more.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            finished |= event instanceof ChannelInputShutdownReadComplete
                    && context.channel().parent().isActive();
            ended |= event instanceof ChannelInputShutdownReadComplete;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof QuicStreamResetException told) {
                reset = told.applicationProtocolCode();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended = true;
        }

        /** Waits for the end, whatever it is. */
        public Stream settled() {
            Awaitility.await().pollDelay(1, TimeUnit.MILLISECONDS).until(() -> ended || reset >= 0);
            return this;
        }

        /** Waits for the first head. */
        public Stream answered() {
            Awaitility.await().until(() -> !frames.isEmpty() || ended || reset >= 0);
            return this;
        }

        /** Whether the other side ended it, and not the connection with it. */
        public boolean finished() {
            return finished;
        }

        /** The code of a reset; below 0 where there was none. */
        public long reset() {
            return reset;
        }

        /** All heads, one line for each field. */
        public List<String> heads() {
            List<String> heads = new ArrayList<>();
            for (Frame frame : frames) {
                if (frame.type() == FrameType.HEADERS) {
                    heads.add(decoded(frame.payload()));
                }
            }
            return heads;
        }

        private static String decoded(byte[] block) {
            StringBuilder text = new StringBuilder();
            new QpackDecoder(new HpackScratch())
                    .decode(
                            block,
                            0,
                            block.length,
                            (bytes, start, nameEnd, valueEnd) -> text.append(
                                            new String(bytes, start, nameEnd - start, StandardCharsets.ISO_8859_1))
                                    .append(": ")
                                    .append(new String(bytes, nameEnd, valueEnd - nameEnd, StandardCharsets.ISO_8859_1))
                                    .append('\n'),
                            1 << 20);
            return text.toString();
        }

        /** The last head's status that is not 1xx; 0 without one. */
        public int status() {
            for (String head : heads()) {
                if (head.startsWith(":status: ") && head.charAt(9) != '1') {
                    return Integer.parseInt(head.substring(9, 12));
                }
            }
            return 0;
        }

        public byte[] body() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (Frame frame : frames) {
                if (frame.type() == FrameType.DATA) {
                    body.writeBytes(frame.payload());
                }
            }
            return body.toByteArray();
        }

        public String text() {
            return new String(body(), StandardCharsets.ISO_8859_1);
        }
    }
}
