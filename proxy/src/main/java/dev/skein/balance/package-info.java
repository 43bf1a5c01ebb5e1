/**
 * A pool as a request sees it: candidates, algorithms, affinity, load counters.
 *
 * <p>The control thread builds one immutable {@link dev.skein.balance.Candidates} per pool whenever anything about its
 * servers changes (configuration, wish, finding, and once a second while a server is in slow start: the ramp is a number
 * in the set, so that a pick never has to look at a clock for it). An exchange asks it for a server on its own event loop,
 * with that loop's {@link dev.skein.balance.PickContext}; a pick reads arrays, takes no lock and allocates nothing. What
 * must outlive a set hangs on {@link dev.skein.balance.ServerLoad} and {@link dev.skein.balance.Rotation}, which control
 * carries over.
 */
@NullMarked
package dev.skein.balance;

import org.jspecify.annotations.NullMarked;
