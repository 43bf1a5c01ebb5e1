package dev.skein.control;

import dev.skein.config.PoolSettings;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.http.ProxyProtocolHeader;
import dev.skein.telemetry.ServerStats;
import dev.skein.upstream.UpstreamPolicy;
import io.netty.handler.ssl.SslContext;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** How to connect to a server, from its pool's settings. */
final class UpstreamPolicies {
    private UpstreamPolicies() {}

    /** A policy that lacks only where its connections are counted. */
    record Draft(
            PoolSettings pool,
            SocketAddress address,
            @Nullable SslContext tls,
            String serverName,
            int warm,
            Environment environment) {

        UpstreamPolicy with(ServerStats stats) {
            PoolSettings.Connections keep = pool.connections();
            return new UpstreamPolicy(
                    address,
                    tls,
                    serverName,
                    pool.protocol() == PoolSettings.Protocol.H2,
                    switch (pool.proxyProtocol()) {
                        case OFF -> null;
                        case V1 -> ProxyProtocolHeader.V1;
                        case V2 -> ProxyProtocolHeader.V2;
                    },
                    pool.timeouts().connect().toNanos(),
                    keep.idleTimeout().toNanos(),
                    keep.maxAge().toNanos(),
                    keep.maxRequests(),
                    keep.maxIdle(),
                    warm,
                    environment.responseLimits(),
                    stats);
        }
    }

    static Draft of(
            PoolSettings pool,
            ServerSettings server,
            SocketAddress address,
            Compiled compiled,
            Environment environment) {
        boolean encrypted = server.tls() || pool.tls().enabled();
        SslContext context = encrypted ? compiled.tls().get(pool.name()) : null;
        String given = pool.tls().serverName();
        String name = !encrypted ? "" : given != null ? given : server.address().name();
        int loops = environment.loops();
        int warm = (pool.connections().warm() + loops - 1) / loops;
        return new Draft(pool, address, context, name, warm, environment);
    }
}
