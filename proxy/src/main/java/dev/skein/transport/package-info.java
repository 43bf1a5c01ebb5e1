/**
 * Sockets and event loops: the choice of the native transport, one {@link dev.skein.transport.Loop} per event loop with its
 * clock and timer wheel, the bootstraps for accepting and connecting, and what encrypts. The only package that touches
 * Vert.x internals, for its loops and the channels of its transports; no server of Vert.x lies on a request's path.
 * Loops and what hangs on them are confined to their event loop's thread; set-up is called by {@code Node}.
 */
@NullMarked
package dev.skein.transport;

import org.jspecify.annotations.NullMarked;
