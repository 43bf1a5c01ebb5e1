package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import dev.skein.transport.TlsProvider;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** From a listener's settings and files to the terms of its handshakes. Reads files and computes: never on an event loop. */
final class TlsSetup {
    private static final List<String> SUITES_OF_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    /** With forward secrecy and authenticated encryption only; HTTP/2 allows no others either (RFC 9113 appendix A). */
    private static final List<String> SUITES_OF_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** The first one is safe from what is recorded today and computed by a quantum computer later; browsers offer it. */
    private static final String[] GROUPS = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1"};

    private final Premises premises;
    private final TlsProvider provider;
    private final ListenerSettings listener;
    private final TlsSettings tls;

    private TlsSetup(Premises premises, ListenerSettings listener) {
        this.premises = premises;
        this.provider = premises.provider().get();
        this.listener = listener;
        this.tls = Objects.requireNonNull(listener.tls());
    }

    /**
     * Builds the terms.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    static TlsTerms build(Premises premises, ListenerSettings listener) {
        return new TlsSetup(premises, listener).build();
    }

    private TlsTerms build() {
        nativeOnly("groups", !tls.groups().isEmpty());
        nativeOnly(
                "certificates.ocsp", tls.certificates().stream().anyMatch(certificate -> certificate.ocsp() != null));
        List<String> suites = suites();
        byte[] authorities = authorities();
        List<X509Certificate> trusted = trusted(authorities);
        List<TlsCertificate> certificates = new ArrayList<>();
        List<SslContext> contexts = new ArrayList<>();
        try {
            for (TlsSettings.Certificate from : tls.certificates()) {
                TlsCertificate read = TlsCertificate.of(premises, listener.name(), from);
                certificates.add(read);
                contexts.add(context(read, suites, trusted));
            }
        } catch (IllegalArgumentException e) {
            contexts.forEach(ReferenceCountUtil::release);
            throw e;
        }
        return new TlsTerms(
                List.copyOf(certificates), List.copyOf(contexts), tls, scope(authorities), premises.issuance());
    }

    private void nativeOnly(String key, boolean used) {
        if (used && !provider.isNative()) {
            throw new IllegalArgumentException(tls.place() + ": listeners." + listener.name() + ".tls." + key
                    + ": with " + provider.name() + " (expected: node.tls-provider = native)");
        }
    }

    private SslContext context(TlsCertificate certificate, List<String> suites, List<X509Certificate> trusted) {
        try {
            SslContext made =
                    builder(certificate, suites).trustManager(trust(trusted)).build();
            if (made.sessionContext() instanceof OpenSslSessionContext sessions) {
                // Tickets leave the memory of sessions to the clients.
                sessions.setSessionCacheEnabled(false);
            }
            return made;
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw bad(
                    certificate.from().place(),
                    "certificates.cert",
                    certificate.from().cert(),
                    cause);
        }
    }

    private SslContextBuilder builder(TlsCertificate certificate, List<String> suites) {
        SslContextBuilder builder = SslContextBuilder.forServer(certificate.key(), certificate.chain())
                .sslProvider(provider.server())
                .protocols(
                        tls.minVersion() == TlsSettings.Version.TLS_1_3
                                ? List.of("TLSv1.3")
                                : List.of("TLSv1.3", "TLSv1.2"))
                .ciphers(suites)
                .clientAuth(clientAuth())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols()));
        if (provider.isNative()) {
            // As tasks they would run on the same thread, only later and after one more way through the engine.
            String[] groups = tls.groups().isEmpty() ? GROUPS : tls.groups().toArray(String[]::new);
            builder.option(OpenSslContextOption.USE_TASKS, false).option(OpenSslContextOption.GROUPS, groups);
            builder.enableOcsp(certificate.ocsp() != null);
        }
        return builder;
    }

    /** Of nobody at all where none are given: Netty would take the JDK's authorities, 140 of them, for each certificate. */
    private static TrustManagerFactory trust(List<X509Certificate> trusted) throws SSLException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate each : trusted) {
                store.setCertificateEntry("authority " + store.size(), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException(e);
        }
    }

    private IllegalArgumentException bad(Object place, String key, Object value, Throwable cause) {
        return new IllegalArgumentException(
                place + ": listeners." + listener.name() + ".tls." + key + ": " + value + " (can't be used: "
                        + cause.getMessage() + ")",
                cause);
    }

    private ClientAuth clientAuth() {
        return switch (tls.clientAuth()) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
    }

    private List<String> protocols() {
        return tls.protocols().stream().map(TlsSettings.Protocol::toString).toList();
    }

    private List<String> suites() {
        for (String suite : tls.ciphers()) {
            if (!known(suite)) {
                throw new IllegalArgumentException(tls.place() + ": listeners." + listener.name() + ".tls.ciphers: "
                        + suite + " (expected: a cipher suite that " + provider.name()
                        + " has, as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)");
            }
        }
        List<String> suites = new ArrayList<>(SUITES_OF_1_3);
        suites.addAll(tls.ciphers().isEmpty() ? SUITES_OF_1_2 : tls.ciphers());
        return suites.stream().distinct().toList();
    }

    private boolean known(String suite) {
        if (provider.isNative()) {
            return OpenSsl.isCipherSuiteAvailable(suite);
        }
        try {
            return Set.copyOf(Arrays.asList(
                            SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()))
                    .contains(suite);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's TLS", e);
        }
    }

    private byte @Nullable [] authorities() {
        Path file = tls.clientCa();
        if (file == null || tls.clientAuth() == TlsSettings.ClientAuth.NONE) {
            return null;
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw bad(tls.place(), "client-ca", file, e);
        }
    }

    private List<X509Certificate> trusted(byte @Nullable [] pem) {
        if (pem == null) {
            return List.of();
        }
        try {
            List<X509Certificate> all = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .forEach(one -> all.add((X509Certificate) one));
            if (all.isEmpty()) {
                throw new CertificateException("no certificate in it");
            }
            return all;
        } catch (CertificateException e) {
            throw bad(tls.place(), "client-ca", String.valueOf(tls.clientCa()), e);
        }
    }

    /** Whoever would have been asked otherwise who he is can't come back on a ticket. */
    private String scope(byte @Nullable [] authorities) {
        try {
            String trusted = authorities == null
                    ? ""
                    : HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(authorities));
            return listener.name() + "\n" + tls.clientAuth() + "\n" + trusted;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256, which every JDK has", e);
        }
    }
}
