/**
 * HTTP/3 on the wire, pure (RFC 9114), with QPACK (RFC 9204), and what QUIC (RFC 9000) leaves to whoever serves: connection
 * ids, tokens of addresses, stateless resets. QUIC itself, its packets, losses and cryptography, is a native library's.
 * Functions and small objects over byte arrays, buffers and explicit time; nothing here opens a socket or reads a clock.
 * Runs on the event loop of whoever calls, which is {@code listener}. Builds on {@code dev.skein.http2} for what both kinds of
 * header compression have in common; else imports only {@code dev.skein.model}, the JDK and Netty's buffers.
 */
@NullMarked
package dev.skein.http3;

import org.jspecify.annotations.NullMarked;
