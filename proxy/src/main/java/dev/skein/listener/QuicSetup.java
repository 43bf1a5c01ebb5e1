package dev.skein.listener;

import dev.skein.config.TlsSettings;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** From a listener's settings to the terms of its handshakes over QUIC. Computes: never on an event loop. */
final class QuicSetup {
    private final TlsSettings tls;
    private final TrustManagerFactory trust;
    private final ClientAuth auth;
    private final String[] groups;

    /**
     * What all contexts have in common.
     *
     * @param trust of clients' certificates
     */
    QuicSetup(TlsSettings tls, TrustManagerFactory trust, ClientAuth auth, String... groups) {
        this.tls = tls;
        this.trust = trust;
        this.auth = auth;
        this.groups = groups;
    }

    /**
     * Builds the terms.
     *
     * @throws IllegalArgumentException saying what can't be used
     */
    QuicTerms build(List<TlsCertificate> certificates, String scope) {
        return new QuicTerms(certificates, tls, scope, this::context);
    }

    private QuicSslContext context(
            TlsCertificate certificate, @Nullable Function<@Nullable String, @Nullable QuicSslContext> chooser) {
        QuicSslContextBuilder builder = QuicSslContextBuilder.forServer(
                        certificate.key(), null, certificate.chain().toArray(X509Certificate[]::new))
                .trustManager(trust)
                .clientAuth(auth)
                .applicationProtocols(TlsSettings.Protocol.H3.toString())
                // A repeated request of these would look like a new one.
                .earlyData(false)
                .option(BoringSSLContextOption.GROUPS, groups);
        if (chooser != null) {
            builder.sni(chooser::apply);
        }
        return builder.build();
    }
}
