package dev.skein.config;

import dev.skein.model.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does that passes connections on as they are (Layer 4).
 *
 * @param pool of connections that no route takes; null: they are closed
 * @param routes by the name that a client's TLS asks for
 * @param allow networks of clients; empty: all
 * @param deny networks refused all the same
 * @param helloTimeout for the first message of TLS to come in whole, where there are routes
 * @param idleTimeout without a byte either way; zero: no limit
 */
public record TcpSettings(
        Place place,
        @Nullable String pool,
        List<Route> routes,
        List<Network> allow,
        List<Network> deny,
        Duration helloTimeout,
        Duration idleTimeout) {

    /**
     * Connections to some hosts.
     *
     * @param hosts at least one: a name, or {@code *.name}
     */
    public record Route(Place place, List<String> hosts, String pool) {}

    /** The pools that it names, each as often as it does. */
    public List<String> pools() {
        List<String> named = new ArrayList<>(routes.stream().map(Route::pool).toList());
        if (pool != null) {
            named.add(pool);
        }
        return named;
    }
}
