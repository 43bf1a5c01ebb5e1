package dev.skein.proxying;

import dev.skein.access.Access;
import dev.skein.routing.RouteTable;
import dev.skein.telemetry.ListenerStats;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the connections of one listener that are passed on as they are. Durations in nanoseconds, 0 is none.
 *
 * @param pool of those that no route takes; null: they are closed
 * @param routes to names of pools, by the host that a client's TLS asks for; null: there are none, so nobody is asked
 * @param access networks of clients
 * @param helloNanos for the first message of TLS to come in whole
 * @param idleNanos without a byte either way
 */
public record TcpListening(
        String name,
        @Nullable String pool,
        @Nullable RouteTable<String> routes,
        Access access,
        long helloNanos,
        long idleNanos,
        ListenerStats stats) {}
