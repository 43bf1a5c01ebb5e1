package dev.skein.admin;

import dev.skein.config.AdminSettings;
import dev.skein.config.HostPort;
import dev.skein.config.TlsSettings;
import dev.skein.listener.FileStamps;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** From the settings of the admin listener to those of Vert.x. */
final class AdminTls {
    private static final int BACKLOG = 64;

    private AdminTls() {}

    static HttpServerOptions options(AdminSettings settings) {
        HostPort bind = Objects.requireNonNull(settings.bind());
        HttpServerOptions options = new HttpServerOptions()
                .setHost(bind.host())
                .setPort(bind.port())
                .setAcceptBacklog(BACKLOG)
                // Who takes too long is let go by Clients, which knows what for; this would end longer times of the
                // settings.
                .setIdleTimeout(0)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false);
        TlsSettings tls = settings.tls();
        if (tls == null) {
            return options;
        }
        ServerSSLOptions ssl = sslOptions(tls);
        options.setSsl(true)
                .setSni(true)
                .setUseAlpn(false)
                .setKeyCertOptions(ssl.getKeyCertOptions())
                .setClientAuth(ssl.getClientAuth())
                .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
                .setSslHandshakeTimeout(tls.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (ssl.getTrustOptions() != null) {
            options.setTrustOptions(ssl.getTrustOptions());
        }
        tls.ciphers().forEach(options::addEnabledCipherSuite);
        return options;
    }

    /** Another one where one of its files was replaced. */
    static String stamp(TlsSettings tls) {
        StringBuilder all = new StringBuilder();
        for (TlsSettings.Certificate certificate : tls.certificates()) {
            all.append(FileStamps.of(certificate.cert())).append(FileStamps.of(certificate.key()));
        }
        Path authorities = tls.clientCa();
        return all.append(authorities == null ? "" : FileStamps.of(authorities)).toString();
    }

    static ServerSSLOptions sslOptions(TlsSettings tls) {
        PemKeyCertOptions keys = new PemKeyCertOptions();
        for (TlsSettings.Certificate certificate : tls.certificates()) {
            keys.addCertPath(certificate.cert().toString())
                    .addKeyPath(certificate.key().toString());
        }
        Set<String> versions = new LinkedHashSet<>(Set.of("TLSv1.3"));
        if (tls.minVersion() == TlsSettings.Version.TLS_1_2) {
            versions.add("TLSv1.2");
        }
        ServerSSLOptions options = new ServerSSLOptions()
                .setSni(true)
                .setKeyCertOptions(keys)
                .setClientAuth(
                        switch (tls.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case REQUEST -> ClientAuth.REQUEST;
                            case REQUIRE -> ClientAuth.REQUIRED;
                        })
                .setEnabledSecureTransportProtocols(versions)
                .setSslHandshakeTimeout(tls.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.clientCa() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(tls.clientCa().toString()));
        }
        tls.ciphers().forEach(options::addEnabledCipherSuite);
        return options;
    }
}
