/**
 * Who may do what only one node may do: leader roles of the cluster, virtual addresses, and the few values that must be
 * the same everywhere. Pure state machines over explicit time; nothing here opens a socket or owns a thread, apart from
 * the shell around the register in {@link dev.skein.lease.register}.
 *
 * <p>A lease in the sense of Gray and Cheriton ("Leases: an efficient fault-tolerant mechanism for distributed file cache
 * consistency", SOSP 1989), granted by a majority instead of by one server: each {@link dev.skein.lease.Voter} promises a
 * resource to at most one incarnation of a node for a duration on its own monotonic clock, and a
 * {@link dev.skein.lease.Holder} answers for it only while a majority's promises stand, counted from when it <em>sent</em>
 * what they granted, and for less than was promised. No wall clock takes part. {@link dev.skein.lease.Plan} says who
 * should hold what; it is free to be wrong, because only voters decide.
 *
 * <pre>
 *   holder     |--- sent ---------------- usable = 0.8 × promise − margin ---|  lets go
 *   voter            |--- received -------------- promise ---------------------------------|  may promise to another
 * </pre>
 *
 * Called by the heartbeat's thread ({@code heartbeat}); in the tests by a simulation that loses, delays, doubles and
 * reorders messages, pauses and restarts nodes and bends their clocks. Imports only {@code model} and the JDK, because the
 * keeper process has nothing else.
 */
@NullMarked
package dev.skein.lease;

import org.jspecify.annotations.NullMarked;
