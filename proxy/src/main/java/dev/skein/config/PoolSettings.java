package dev.skein.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that answer alike, and how one of them is chosen.
 *
 * @param servers in the order written, ids unique; may be empty: some are added at run time
 * @param protocol spoken to servers
 * @param hash what consistent hashing is about; read where the balance is {@link Balance#CONSISTENT_HASH}
 * @param proxyProtocol what a connection to a server begins with
 * @param onDown what becomes of connections of TCP listeners whose server is down, in maintenance or gone
 * @param panicThreshold share of serving servers, 0 to 1, below which health is ignored; 0: never
 * @param slowStart how long a server that came up takes to get its full share; zero: none
 */
public record PoolSettings(
        Place place,
        String name,
        List<ServerSettings> servers,
        Protocol protocol,
        Balance balance,
        Hash hash,
        AffinitySettings affinity,
        Zone zone,
        Queue queue,
        HealthSettings health,
        PassiveSettings passive,
        ProxyProtocol proxyProtocol,
        OnDown onDown,
        double panicThreshold,
        Duration slowStart,
        Connections connections,
        UpstreamTls tls,
        Timeouts timeouts,
        CircuitBreaker circuitBreaker,
        RetrySettings retry) {

    /**
     * One server, or all those that a name is looked up to.
     *
     * @param id unique in the pool; the address as written unless given
     * @param weight 0 to 256; 0: bound sessions only
     * @param zone empty: nowhere in particular
     * @param backup gets traffic only while no other server can
     * @param maxConnections exchanges at once, beyond which requests wait in the pool's queue; 0: no limit
     * @param tls whether it is spoken to with TLS
     */
    public record ServerSettings(
            Place place,
            String id,
            HostPort address,
            int weight,
            String zone,
            boolean backup,
            int maxConnections,
            boolean tls) {}

    /** What is spoken to servers. */
    public enum Protocol {
        HTTP_1_1("http/1.1"),
        /** HTTP/2: by ALPN with TLS, with prior knowledge without. */
        H2("h2");

        private final String text;

        Protocol(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** HAProxy's PROXY protocol, which tells servers who the client is. */
    public enum ProxyProtocol {
        OFF,
        /** In a line of text. */
        V1,
        /** In binary. */
        V2
    }

    /** What a connection to a server does that takes no more. */
    public enum OnDown {
        /** It lives on as long as both ends want it. */
        KEEP,
        /** It ends, so that its client comes again and gets another server. */
        CLOSE
    }

    /** How a server is chosen. */
    public enum Balance {
        /** In turns, smoothly in proportion to the weights. */
        ROUND_ROBIN,
        /** The fewest exchanges under way, per weight. */
        LEAST_CONNECTIONS,
        /** The better one of two chosen by chance. */
        POWER_OF_TWO,
        /** By chance, in proportion to the weights. */
        RANDOM,
        /** The same key, the same server. */
        CONSISTENT_HASH,
        /** The lowest expected latency: peak EWMA times exchanges under way. */
        LEAST_LATENCY
    }

    /**
     * Of consistent hashing.
     *
     * @param loadBound no server gets more than this multiple of the average load, above 1; 0: no bound
     */
    public record Hash(RequestKey key, double loadBound) {}

    /**
     * Preference for servers in the node's own zone.
     *
     * @param spillOver share of the zone's servers that must serve, 0 to 1; below it the others get their part, too
     */
    public record Zone(boolean prefer, double spillOver) {}

    /**
     * Requests that wait for a server below its {@code maxConnections}.
     *
     * @param size 0: none waits
     */
    public record Queue(int size, Duration timeout) {}

    /**
     * Kept-alive connections to servers. Zero is no limit, except for {@code maxIdle}: keeps none.
     *
     * @param maxIdle idle ones per event loop and server
     * @param warm kept open per server even when idle, over all event loops
     */
    public record Connections(int maxIdle, Duration idleTimeout, Duration maxAge, long maxRequests, int warm) {}

    /**
     * TLS towards servers.
     *
     * @param enabled for servers that do not say otherwise
     * @param ca PEM file of the authorities trusted; null: the JDK's
     * @param serverName in SNI and against the certificate; null: the server's host
     * @param verify chain and name
     * @param pins of the server's key, one of which it must have; empty: any
     * @param cert PEM chain that we show; null with {@code key}: none
     */
    public record UpstreamTls(
            boolean enabled,
            @Nullable Path ca,
            @Nullable String serverName,
            boolean verify,
            List<String> pins,
            @Nullable Path cert,
            @Nullable Path key) {}

    /**
     * Zero is none, except for {@code connect}, which always has one.
     *
     * @param responseHeader from the request's end to the response's head
     * @param bodyStall the longest pause within a response body, and of a server that takes nothing of a request body
     */
    public record Timeouts(Duration connect, Duration responseHeader, Duration bodyStall) {}

    /**
     * Stops asking a pool that fails.
     *
     * @param failureRatio of requests within {@code window} that opens it, 0 to 1; 0: never
     * @param minRequests fewer within the window open nothing
     * @param open how long requests then get 503 at once
     * @param trials requests let through at first afterwards; all must end well
     */
    public record CircuitBreaker(double failureRatio, Duration window, int minRequests, Duration open, int trials) {}

    /** Whether any server is spoken to with TLS. */
    public boolean usesTls() {
        return tls.enabled() || servers.stream().anyMatch(ServerSettings::tls);
    }
}
