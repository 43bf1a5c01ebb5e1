/**
 * What probes and live traffic say about a server, as pure rules over explicit time: probe results and runs of failures
 * go in, a {@link dev.skein.health.ServerHealth} and perhaps a {@link dev.skein.health.Transition} come out. Two axes are
 * kept apart and only shown as one {@link dev.skein.model.Health}: what probes found, and whether traffic got the server
 * ejected.
 *
 * <pre>
 *            passed           failed                     asks to leave
 * UNKNOWN    UP               DOWN                       LEAVING
 * UP         UP               FALLING, DOWN after fall   LEAVING
 * FALLING    UP               DOWN after fall            LEAVING
 * DOWN       RISING, UP       DOWN                       DOWN
 *            after rise
 * RISING     UP after rise    DOWN                       DOWN
 * LEAVING    UP               DOWN after fall            LEAVING
 * </pre>
 *
 * In a cluster a few nodes check each server ({@link dev.skein.health.Probers}), and all fold what these found into one
 * {@link dev.skein.health.Verdict}.
 *
 * <p>UP, FALLING and LEAVING turn into EJECTED after a run of failures in traffic, for a growing time. No thread of its own:
 * the control thread calls the rules; event loops call only {@link dev.skein.health.OutlierCounter}, which takes no lock
 * and allocates nothing. Called by {@code control} and {@code probe}; imports only {@code model} and the JDK.
 */
@NullMarked
package dev.skein.health;

import org.jspecify.annotations.NullMarked;
