package dev.skein.listener;

import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of TLS: waits for the client's hello, which says for whom it asks, and makes room for the engine with the
 * right certificate. Who speaks HTTP in clear text is told so; other garbage ends at once. Confined to its loop.
 */
final class TlsEntrance extends FirstMessage {
    private static final byte[] CLEAR_TEXT = """
        HTTP/1.1 400 Bad Request\r
        Content-Type: text/plain\r
        Content-Length: 44\r
        Connection: close\r
        \r
        This port speaks TLS: use an https:// URL.\r
        """.getBytes(StandardCharsets.US_ASCII);
    private static final int DECODE_ERROR = 50;
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private final TlsTerms terms;
    private boolean refused;

    TlsEntrance(Beginning beginning, ClientAddress client, TlsTerms terms) {
        super(beginning, client);
        this.terms = terms;
    }

    @Override
    long patienceNanos() {
        return terms.handshakeNanos();
    }

    @Override
    void timedOut() {
        if (!refused) {
            failed();
        }
        close();
    }

    private void failed() {
        beginning.door().listening().stats().handshakeFailed();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ((ByteBuf) message).release();
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    void read(ChannelHandlerContext context, ClientHello hello, int what) {
        switch (what) {
            case ClientHello.DONE -> greeted(context, hello);
            case ClientHello.NOT_TLS -> clearText(context);
            default -> refuse(context, alert(DECODE_ERROR));
        }
    }

    private void greeted(ChannelHandlerContext context, ClientHello hello) {
        SslContext proof = terms.proof(hello);
        if (proof != null) {
            begin(context, proof.newHandler(context.alloc()), new Proof(timer));
            return;
        }
        if (!terms.speaksWith(hello)) {
            refuse(context, alert(NO_APPLICATION_PROTOCOL));
            return;
        }
        TlsTerms.Answer answer = terms.answerTo(hello);
        if (answer == null) {
            refuse(context, alert(UNRECOGNIZED_NAME));
            return;
        }
        begin(
                context,
                answer.handler(context.alloc()),
                new Handshake(beginning, client, answer, hello.serverName(), timer));
    }

    private void begin(ChannelHandlerContext context, SslHandler engine, ChannelHandler behind) {
        // The one time-out that runs already is for all of it.
        engine.setHandshakeTimeoutMillis(0);
        ByteBuf bytes = taken();
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addLast(engine, behind);
        context.fireChannelRead(bytes);
        pipeline.remove(this);
    }

    private void clearText(ChannelHandlerContext context) {
        if (beginsWithLetter()) {
            refuse(context, CLEAR_TEXT);
        } else {
            failed();
            context.close();
        }
    }

    private static byte[] alert(int description) {
        return new byte[] {21, 3, 3, 0, 2, 2, (byte) description};
    }

    private void refuse(ChannelHandlerContext context, byte[] why) {
        refused = true;
        failed();
        taken().release();
        timer.start(Closing.LINGER_NANOS);
        context.write(Unpooled.wrappedBuffer(why), context.voidPromise());
        Closing.lingering(context.channel(), () -> timer.start(Closing.LINGER_NANOS));
    }
}
