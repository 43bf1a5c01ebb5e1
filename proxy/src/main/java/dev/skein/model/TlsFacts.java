package dev.skein.model;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the TLS of a client's connection once its handshake is over: one object a connection.
 *
 * @param version as {@code TLSv1.3}
 * @param cipher name of the cipher suite
 * @param serverName host that the client named (SNI), null if none
 * @param clientSubject distinguished name of the client's certificate, null if it showed none
 * @param clientNames alternative names in it, as {@code DNS:a.example.com,URI:spiffe://a/b}; null if there are none
 * @param clientLines what servers are told of it by RFC 9440: complete lines; null where they are told nothing
 * @param names hosts that may be asked for on this connection; null: any
 */
public record TlsFacts(
        String version,
        String cipher,
        @Nullable String serverName,
        @Nullable String clientSubject,
        @Nullable String clientNames,
        byte @Nullable [] clientLines,
        @Nullable HostNames names) {

    /** Whether the request is for a host that this connection is not for (RFC 9110 §15.5.20). */
    public boolean misdirects(RequestView request) {
        int start = request.hostStart();
        int end = request.hostEnd();
        return names != null && start < end && !names.cover(request.bytes(), start, end);
    }
}
