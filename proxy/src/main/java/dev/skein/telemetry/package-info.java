/**
 * What happened, as numbers and lines: outcomes of exchanges become counters, latency histograms and the access log;
 * changes of state become the event journal; all of it becomes Prometheus text and the figures of the page.
 *
 * <p>Threads: everything named {@code begin}, {@code record}, {@code append} or taking a {@code loop} is called on the
 * event loop of that index, writes only what belongs to that loop, takes no lock and allocates nothing once warm.
 * Everything that reads may be called from any thread, sums over the loops and never disturbs a writer. The log file is
 * written by one thread of its own.
 *
 * <p>Called by the exchange ({@link dev.skein.telemetry.Recorder}), by listeners and upstream pools (connection
 * counters), by the control thread (registry, journal) and by the admin interface (readings).
 */
@NullMarked
package dev.skein.telemetry;

import org.jspecify.annotations.NullMarked;
