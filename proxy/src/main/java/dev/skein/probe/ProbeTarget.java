package dev.skein.probe;

import dev.skein.health.HealthPolicy;
import dev.skein.http.ProxyProtocolHeader;
import dev.skein.model.ServerKey;
import org.jspecify.annotations.Nullable;

/**
 * One server to check. Equal targets are the same check: replacing a target by an equal one does not touch it.
 *
 * @param host address or name to connect to; an address where a name was looked up to several servers; or the path of a
 *     unix socket
 * @param port to check, which may be another than the one that serves; 1 to 65535; 0 with a unix socket
 * @param announced what the connection begins with, ahead of TLS; null: nothing
 * @param tls null: none
 * @param spec what is sent and expected
 * @param policy how often, and how long to wait
 */
public record ProbeTarget(
        ServerKey key,
        String host,
        int port,
        @Nullable ProxyProtocolHeader announced,
        @Nullable ProbeTls tls,
        ProbeSpec spec,
        HealthPolicy policy) {

    boolean unix() {
        return host.startsWith("/");
    }

    /** As in a URI: an IPv6 address in brackets. */
    String authority() {
        if (unix()) {
            return "localhost";
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
