package dev.skein.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The authority that certificates with {@code acme} come from (RFC 8555).
 *
 * @param directory URL of its directory, staging already taken into account
 * @param email that it may write to; null: none
 * @param caFile PEM file of who its own certificate comes from; null: the JDK's authorities
 * @param renewBefore a certificate's end; zero: a third of its lifetime
 */
public record AcmeSettings(
        Place place,
        String directory,
        @Nullable String email,
        @Nullable Path caFile,
        Challenge challenge,
        Duration renewBefore,
        Eab eab) {

    /** How the authority is shown that names lead here. */
    public enum Challenge {
        /** A file under {@code /.well-known/acme-challenge/}, on port 80 (RFC 8555 §8.3). */
        HTTP_01("http-01"),
        /** A certificate in a handshake of its own, on port 443 (RFC 8737). */
        TLS_ALPN_01("tls-alpn-01");

        private final String text;

        Challenge(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * An account that the operator has there already (RFC 8555 §7.3.4); both or none.
     *
     * @param key in base64url
     */
    public record Eab(@Nullable String kid, @Nullable Secret key) {}
}
