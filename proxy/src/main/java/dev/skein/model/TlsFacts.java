package dev.skein.model;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the TLS of a client's connection once its handshake is over: one object a connection.
 *
 * @param version as {@code TLSv1.3}
 * @param cipher name of the cipher suite
 * @param serverName host that the client named (SNI), null if none
 * @param clientSubject distinguished name of the client's certificate, null if it showed none
 */
public record TlsFacts(
        String version,
        String cipher,
        @Nullable String serverName,
        @Nullable String clientSubject) {}
