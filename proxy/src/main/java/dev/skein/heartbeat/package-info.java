/**
 * Nodes hear each other: authenticated UDP datagrams every 100 ms or so, each of which says that its sender lives, asks for
 * and renews all its leases, and answers for what it promised as a voter. One thread of its own, one socket, no other
 * library than the JDK, so that it can run in the keeper process.
 *
 * <p>A datagram is believed only if its HMAC-SHA256 fits a key of the ring, if it was not seen before (a window of sequence
 * numbers for each start of each node, as in RFC 4303 §3.4.3), and if its sender has echoed a sequence number that this
 * node sent after it first heard of that start: so a recorded datagram of an earlier start is worth nothing, and no clock
 * is trusted. Anything else is counted, and logged at most once a minute.
 *
 * <p>Called by the node's wiring, in the keeper by its main loop; listeners are called on the heartbeat's thread.
 */
@NullMarked
package dev.skein.heartbeat;

import org.jspecify.annotations.NullMarked;
