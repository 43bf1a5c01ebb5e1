/**
 * The grid: Hazelcast, embedded, as the carrier behind {@link dev.skein.cluster}. The only package that knows Hazelcast;
 * {@link dev.skein.grid.Grid} is what the node sees of it.
 *
 * <p>The grid has threads of its own: one that starts, watches and stops the instance, Hazelcast's for sockets, operations
 * and events, and virtual ones for calls that wait. None of its callbacks runs on an event loop, and no request ever waits
 * for it.
 *
 * <p>Every channel between nodes passes {@code Guard}: mutual TLS, then a greeting in which both sides say who they are and
 * why the other is refused, and only then the first byte of Hazelcast's own protocol.
 */
@NullMarked
package dev.skein.grid;

import org.jspecify.annotations.NullMarked;
