package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.Problem;
import dev.skein.config.TlsSettings;
import dev.skein.model.PemCertificates;
import dev.skein.transport.TlsProvider;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
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
        String scope = scope(authorities);
        QuicTerms quic = tls.http3() && listener.tcp() == null ? quic(certificates, trusted, scope) : null;
        return new TlsTerms(
                List.copyOf(certificates), List.copyOf(contexts), listener, scope, premises.issuance(), quic);
    }

    private QuicTerms quic(List<TlsCertificate> certificates, List<X509Certificate> trusted, String scope) {
        Problem missing = QuicLibrary.missing(listener);
        if (missing != null) {
            throw new IllegalArgumentException(missing.toString());
        }
        try {
            return new QuicSetup(tls, PemCertificates.trust(trusted), clientAuth(), groups())
                    .build(certificates, scope);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad(tls.place(), "protocols", "h3", e);
        }
    }

    private String[] groups() {
        return tls.groups().isEmpty() ? GROUPS : tls.groups().toArray(String[]::new);
    }

    private void nativeOnly(String key, boolean used) {
        if (used && !provider.isNative()) {
            throw new IllegalArgumentException(tls.place() + ": listeners." + listener.name() + ".tls." + key
                    + ": with " + provider.name() + " (expected: node.tls-provider = native)");
        }
    }

    private SslContext context(TlsCertificate certificate, List<String> suites, List<X509Certificate> trusted) {
        try {
            // Of nobody at all where none are given: Netty would take the JDK's authorities, 140 of them, for each one.
            SslContext made = builder(certificate, suites)
                    .trustManager(PemCertificates.trust(trusted))
                    .build();
            if (made.sessionContext() instanceof OpenSslSessionContext sessions) {
                // Tickets leave the memory of sessions to the clients.
                sessions.setSessionCacheEnabled(false);
            }
            return made;
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
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
                .applicationProtocolConfig(alpn(TlsTerms.protocols(listener)));
        if (provider.isNative()) {
            // As tasks they would run on the same thread, only later and after one more way through the engine.
            builder.option(OpenSslContextOption.USE_TASKS, false).option(OpenSslContextOption.GROUPS, groups());
            builder.enableOcsp(certificate.ocsp() != null);
        }
        return builder;
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

    private static ApplicationProtocolConfig alpn(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
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
            return PemCertificates.read(pem);
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
