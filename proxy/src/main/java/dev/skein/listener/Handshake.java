package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.TcpListening;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Waits behind the engine for the handshake's end, then makes room for the protocol that was agreed on. On its loop. */
final class Handshake extends ChannelInboundHandlerAdapter {
    private static final String HTTP_2 = "h2";

    private final Beginning beginning;
    private final ClientAddress client;
    private final TlsTerms.Answer answer;
    private final @Nullable String serverName;
    private final ConnectionTimer timer;

    /**
     * Takes the connection over.
     *
     * @param timer runs already, and closes the channel
     */
    Handshake(
            Beginning beginning,
            ClientAddress client,
            TlsTerms.Answer answer,
            @Nullable String serverName,
            ConnectionTimer timer) {
        this.answer = answer;
        this.beginning = beginning;
        this.client = client;
        this.serverName = serverName;
        this.timer = timer;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            context.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            done(context.pipeline());
        } else if (completion.cause() instanceof SSLException) {
            // Who merely left has not failed. The engine closes the channel.
            beginning.door().listening().stats().handshakeFailed();
        }
    }

    private void done(ChannelPipeline pipeline) {
        timer.remove();
        SslHandler engine = pipeline.get(SslHandler.class);
        SSLSession session = engine.engine().getSession();
        Door door = beginning.door();
        ClientCertificate shown = ClientCertificate.of(
                session, asked(), door.settings().forwarding().clientCertificate());
        TlsFacts facts = shown.facts(session, serverName, answer.names());
        TcpListening tcp = door.tcp();
        if (tcp != null) {
            pipeline.addLast(new TcpConnection(beginning, tcp, client, serverName, facts));
            pipeline.remove(this);
            return;
        }
        pipeline.addLast(
                HTTP_2.equals(engine.applicationProtocol())
                        ? new Http2Connection(door, beginning.loop(), client, facts)
                        : new Http1Connection(door, beginning.loop(), client, facts));
        pipeline.remove(this);
    }

    private boolean asked() {
        TlsTerms terms = beginning.tls();
        return terms != null && terms.asksForCertificates();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.remove();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The engine has told of it by an event, and closes.
        context.close();
    }
}
