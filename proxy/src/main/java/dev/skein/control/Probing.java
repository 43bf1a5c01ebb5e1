package dev.skein.control;

import dev.skein.config.HealthSettings;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.health.HealthPolicy;
import dev.skein.model.ServerKey;
import java.net.InetSocketAddress;
import java.util.Collection;

/** A port to whoever sends active checks. Results come back as {@link Change.Probed}. */
public interface Probing {

    /**
     * A server to be checked.
     *
     * @param serves where it serves; the check may have a port of its own
     * @param host as the file names the server: for its certificate and for {@code Host}
     * @param tls whether the server is spoken to with TLS
     */
    record Target(
            ServerKey key,
            InetSocketAddress serves,
            String host,
            boolean tls,
            UpstreamTls tlsSettings,
            HealthSettings check,
            HealthPolicy policy) {}

    /** Exactly these from now on. */
    void replace(Collection<Target> targets);

    /** Checks one at once. */
    void probeNow(ServerKey server);
}
