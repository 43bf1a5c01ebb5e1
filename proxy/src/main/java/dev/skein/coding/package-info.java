/**
 * Bodies made smaller on their way (RFC 9110 §8.4.1): which coding a client takes, and streams of gzip, brotli and zstd,
 * piece by piece. On the event loop of whoever calls, {@code proxying} that is; the libraries are loaded by {@code control}
 * when a route first asks for them. Imports only {@code dev.skein.model}, the JDK, Netty's buffers and the two libraries.
 */
@NullMarked
package dev.skein.coding;

import org.jspecify.annotations.NullMarked;
