package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** From a listener's settings to those of Vert.x. */
final class VertxSetup {
    private static final List<String> SUITES_OF_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    private VertxSetup() {}

    /** BoringSSL where its library loads, else the JDK's. */
    static SSLEngineOptions engine() {
        return OpenSsl.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }

    /**
     * The handshake's terms.
     *
     * @throws IllegalArgumentException for a file of authorities that can't be read
     */
    static ServerSSLOptions options(ListenerSettings listener, TlsSettings tls, VertxCertificates certificates) {
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(certificates)
                .setSni(true)
                .setUseAlpn(true)
                .setApplicationLayerProtocols(tls.protocols().stream()
                        .map(TlsSettings.Protocol::toString)
                        .toList())
                .setClientAuth(clientAuth(tls))
                .setSslHandshakeTimeout(tls.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setEnabledSecureTransportProtocols(versions(tls));
        for (String suite : suites(tls)) {
            options.addEnabledCipherSuite(suite);
        }
        Path authorities = tls.clientCa();
        if (authorities != null && tls.clientAuth() != TlsSettings.ClientAuth.NONE) {
            if (!Files.isReadable(authorities)) {
                throw new IllegalArgumentException(tls.place() + ": listeners." + listener.name() + ".tls.client-ca: "
                        + authorities + " (can't be read)");
            }
            options.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
        }
        return options;
    }

    private static ClientAuth clientAuth(TlsSettings tls) {
        return switch (tls.clientAuth()) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.REQUEST;
            case REQUIRE -> ClientAuth.REQUIRED;
        };
    }

    private static Set<String> versions(TlsSettings tls) {
        Set<String> versions = new LinkedHashSet<>();
        if (tls.minVersion() == TlsSettings.Version.TLS_1_2) {
            versions.add("TLSv1.2");
        }
        versions.add("TLSv1.3");
        return versions;
    }

    private static List<String> suites(TlsSettings tls) {
        if (tls.ciphers().isEmpty()) {
            return List.of();
        }
        Set<String> suites = new LinkedHashSet<>(SUITES_OF_1_3);
        suites.addAll(tls.ciphers());
        return List.copyOf(suites);
    }

    /** Protocols and their limits. */
    static HttpServerConfig server(ListenerSettings listener, TlsSettings tls) {
        Set<HttpVersion> versions = EnumSet.noneOf(HttpVersion.class);
        for (TlsSettings.Protocol protocol : tls.protocols()) {
            versions.add(protocol == TlsSettings.Protocol.H2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
        }
        return new HttpServerConfig().setVersions(versions).setHttp2Config(http2(listener));
    }

    private static Http2ServerConfig http2(ListenerSettings listener) {
        ListenerSettings.Http2 limits = listener.http2();
        Duration window = limits.floodWindow();
        return new Http2ServerConfig()
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(limits.maxStreams())
                        .setInitialWindowSize(limits.streamWindow())
                        .setMaxFrameSize(limits.maxFrame())
                        .setMaxHeaderListSize(listener.limits().requestLine()
                                + listener.limits().headerBytes()))
                .setConnectionWindowSize(limits.connectionWindow())
                .setRstFloodMaxRstFramePerWindow(limits.resets())
                .setRstFloodWindowDuration(window.compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : window)
                .setMaxSmallContinuationFrames(limits.continuations());
    }
}
