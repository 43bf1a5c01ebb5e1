package dev.skein.listener;

import dev.skein.model.TlsFacts;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a finished handshake tells. */
final class VertxHandshake {
    private VertxHandshake() {}

    static TlsFacts facts(SslHandler tls, @Nullable String serverName) {
        SSLSession session = tls.engine().getSession();
        return new TlsFacts(session.getProtocol(), session.getCipherSuite(), serverName, clientSubject(session));
    }

    private static @Nullable String clientSubject(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            // The client showed no certificate: none was asked for, or none required.
            return null;
        }
    }
}
