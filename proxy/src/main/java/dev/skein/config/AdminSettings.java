package dev.skein.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listener for operators. One that is bound beyond loopback has TLS and users, or says that it is insecure.
 *
 * @param bind null: no admin listener at all
 * @param tls null: plain
 * @param insecure the operator's word that a reachable admin listener without TLS or users is meant
 * @param users empty, without a provider: everybody who reaches a loopback listener is an admin
 * @param oidc who else tells who somebody is; null: nobody
 * @param allowedHosts values of {@code Host} that are answered besides the bound address and localhost (against DNS
 *     rebinding)
 * @param clientTimeout for the head of a request, for its body, and to take an answer: each
 */
public record AdminSettings(
        Place place,
        @Nullable HostPort bind,
        @Nullable TlsSettings tls,
        boolean insecure,
        List<User> users,
        @Nullable OidcSettings oidc,
        List<String> allowedHosts,
        Duration clientTimeout) {

    /** Whether whoever reaches the listener is an admin. */
    public boolean open() {
        return users.isEmpty() && oidc == null;
    }

    /**
     * Somebody who may log in.
     *
     * @param passwordHash bcrypt's, or empty: nobody can by a password
     * @param tokenHash {@code sha256:} and the hash of a token that programs send, or empty: none
     * @param pools the only ones that this user may change, and nothing else; empty: whatever the role allows
     */
    public record User(
            Place place, String name, Secret passwordHash, Secret tokenHash, Role role, List<String> pools) {}

    /** What somebody may do; each may what the ones before may. */
    public enum Role {
        /** Look. */
        VIEWER,
        /** Drain, ready, maintenance, weight. */
        OPERATOR,
        /** Everything, configuration included. */
        ADMIN
    }
}
