/**
 * Active checks on the wire: asks each server now and then whether it is well, by HTTP, TCP or the gRPC health protocol,
 * and hands the answer on. What an answer means for a server's state is decided by the rules of {@code health}; which
 * servers are asked is decided by {@code control}, which calls {@link dev.skein.probe.Prober} and receives results
 * through {@link dev.skein.probe.ProbeSink}. Everything runs on one event loop of its own choosing; the methods of
 * {@code Prober} may be called from any thread. Each check has a connection of its own, which is closed with it: a probe
 * must find out what a new client would.
 */
@NullMarked
package dev.skein.probe;

import org.jspecify.annotations.NullMarked;
