package dev.skein.control;

import dev.skein.config.HealthSettings;
import dev.skein.config.PoolSettings.ProxyProtocol;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.health.HealthPolicy;
import dev.skein.model.ServerKey;
import java.net.SocketAddress;
import java.util.Collection;

/** A port to whoever sends active checks. Results come back as {@link Change.Probed}. */
public interface Probing {

    /**
     * A server to be checked.
     *
     * @param serves where it serves; the check may have a port of its own
     * @param host as the file names the server: for its certificate and for {@code Host}
     * @param announced what its connections begin with
     * @param tls whether the server is spoken to with TLS
     */
    record Target(
            ServerKey key,
            SocketAddress serves,
            String host,
            ProxyProtocol announced,
            boolean tls,
            UpstreamTls tlsSettings,
            HealthSettings check,
            HealthPolicy policy) {}

    /** Exactly these from now on. */
    void replace(Collection<Target> targets);

    /** Checks one at once. */
    void probeNow(ServerKey server);
}
