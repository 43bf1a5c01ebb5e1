/**
 * Nodes talk to each other: one port, one connection between any two nodes, mutual TLS, messages and requests by type.
 * Carries the register, forwarded admin calls, live taps, bundles of configuration, copies of journals; knows none of them.
 *
 * <p>One thread of its own, {@code skein-link}: all state of connections is confined to it, handlers are called on it and
 * must not block, futures complete on it. {@link dev.skein.link.NodeLink}'s methods may be called from any thread. A slow
 * or dead peer costs its own queue, never somebody else's.
 */
@NullMarked
package dev.skein.link;

import org.jspecify.annotations.NullMarked;
