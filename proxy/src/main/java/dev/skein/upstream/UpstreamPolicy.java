package dev.skein.upstream;

import dev.skein.http.HeadLimits;
import dev.skein.http.ProxyProtocolHeader;
import dev.skein.telemetry.ServerStats;
import io.netty.handler.ssl.SslContext;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to one server and for how long to keep the connections. Durations are nanoseconds; 0 is no limit unless
 * said otherwise.
 *
 * @param address resolved, or the path of a unix socket
 * @param tls null for clear text
 * @param serverName host for SNI and for verification; empty without TLS
 * @param http2 HTTP/2 is spoken: by ALPN with TLS, with prior knowledge without
 * @param proxyProtocol what connections for one client's use begin with; null: nothing
 * @param connectNanos for TCP and TLS together; always positive
 * @param idleNanos an idle connection older than this is closed
 * @param maxAgeNanos a connection older than this is not used again
 * @param maxRequests a connection that served so many is not used again
 * @param maxIdle idle connections kept per event loop; 0 keeps none
 * @param warm connections kept open per event loop even without traffic
 */
public record UpstreamPolicy(
        SocketAddress address,
        @Nullable SslContext tls,
        String serverName,
        boolean http2,
        @Nullable ProxyProtocolHeader proxyProtocol,
        long connectNanos,
        long idleNanos,
        long maxAgeNanos,
        long maxRequests,
        int maxIdle,
        int warm,
        HeadLimits responseLimits,
        ServerStats stats) {}
