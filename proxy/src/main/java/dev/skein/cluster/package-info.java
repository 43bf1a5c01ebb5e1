/**
 * What nodes share, as every other package sees it: who is a member, facts, reports, the journal's fan-out, quotas and pins.
 * {@link dev.skein.cluster.Cluster} holds all of it in this node's memory, from the start and whatever becomes of the grid;
 * a {@link dev.skein.cluster.Carrier} (the grid) is connected to it when there is one. Without one this is the
 * implementation for a single node.
 *
 * <p>May be called by any thread but an event loop, except where a method says otherwise; nothing here waits for the
 * network. Listeners are called by the thread that brings the news and must return at once: hand over, don't work.
 */
@NullMarked
package dev.skein.cluster;

import org.jspecify.annotations.NullMarked;
