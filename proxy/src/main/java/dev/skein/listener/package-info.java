/**
 * Accepting connections: listening sockets, limits, and the fronts that turn a client's protocol into exchanges. Each
 * connection is confined to its event loop; listeners are opened and closed by {@code Node} and {@code control}.
 */
@NullMarked
package dev.skein.listener;

import org.jspecify.annotations.NullMarked;
