/**
 * Names of servers and what they stand for now: A, AAAA and SRV, looked up again as the answers' TTL says. Tells its
 * listener only what changed; a failed look-up keeps the old answer. Everything runs on one small event loop of its own,
 * because it also reads {@code /etc/hosts} and {@code /etc/resolv.conf}, which must not hold up a loop that serves clients.
 * {@code control} names what to watch, by the methods of {@link dev.skein.discovery.Discovery}, which may be called from
 * any thread, and is the listener.
 */
@NullMarked
package dev.skein.discovery;

import org.jspecify.annotations.NullMarked;
