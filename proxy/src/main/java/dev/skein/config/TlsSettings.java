package dev.skein.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients.
 *
 * @param certificates at least one; the first answers clients whose SNI no certificate covers
 * @param ciphers names in the JDK's spelling, for TLS 1.2; empty: ECDHE with authenticated encryption
 * @param groups for key agreement, by OpenSSL's names; empty: our choice
 * @param strictSni whether a client that names no host of a certificate is refused
 * @param protocols offered in ALPN, the preferred one first
 * @param reload how often certificate files are looked at for renewed ones; zero: never
 * @param clientCa PEM file of the authorities of client certificates; null: none is asked for
 */
public record TlsSettings(
        Place place,
        List<Certificate> certificates,
        Version minVersion,
        List<String> ciphers,
        List<String> groups,
        boolean strictSni,
        List<Protocol> protocols,
        Duration handshakeTimeout,
        Duration reload,
        ClientAuth clientAuth,
        @Nullable Path clientCa) {

    /**
     * A chain and its key, PEM.
     *
     * @param cert its file; of one that an authority issues by itself, {@code acme:} and its names, which are no file
     * @param ocsp file with the authority's word that it is not revoked, DER; null: none is stapled
     * @param hosts names to answer with it, wildcards allowed; empty: those within the certificate
     * @param acme whether it is issued for exactly these hosts, which are sorted, by the authority of {@link AcmeSettings}
     */
    public record Certificate(
            Place place,
            Path cert,
            Path key,
            List<String> hosts,
            @Nullable Path ocsp,
            boolean acme) {
        /** What the name of one that an authority issues by itself begins with. */
        public static final String ACME = "acme:";

        /** Stands for it in the journal and on the page. */
        public String name() {
            return cert.toString();
        }
    }

    /** Those that are spoken over TCP. */
    public List<Protocol> overTcp() {
        return protocols.stream().filter(one -> one != Protocol.H3).toList();
    }

    /** Whether HTTP/3 is spoken beside them. */
    public boolean http3() {
        return protocols.contains(Protocol.H3);
    }

    /** The oldest version accepted. */
    public enum Version {
        TLS_1_2("1.2"),
        TLS_1_3("1.3");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What ALPN offers. */
    public enum Protocol {
        /** Over UDP, beside the others. */
        H3("h3"),
        H2("h2"),
        HTTP_1_1("http/1.1");

        private final String text;

        Protocol(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether clients show a certificate. */
    public enum ClientAuth {
        NONE,
        /** Asked for; one that is shown must be valid. */
        REQUEST,
        /** Without a valid one there is no connection. */
        REQUIRE
    }
}
