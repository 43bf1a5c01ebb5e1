package dev.skein.config;

import dev.skein.config.AffinitySettings.Mode;
import dev.skein.config.Children.Kind;
import dev.skein.config.PoolSettings.Balance;
import dev.skein.config.PoolSettings.Protocol;
import dev.skein.config.TcpSettings.Route;
import java.util.List;

/** Reads what a listener of TCP does, and checks what its pools can't do for it. */
final class TcpReader {
    /** What is HTTP's, and would be waited for in vain. */
    private static final List<String> OF_HTTP =
            List.of("https-redirect", "hsts", "trusted-proxies", "forwarding", "guard", "http2", "http3");

    private TcpReader() {}

    /** Says which keys of its listener are HTTP's alone. */
    static void alone(Block listener) {
        for (String key : OF_HTTP) {
            if (listener.written(key)) {
                listener.problem(key, "given", "nothing of HTTP beside tcp");
            }
        }
    }

    /**
     * Reads the block.
     *
     * @param encrypted whether the listener has TLS itself
     */
    static TcpSettings tcp(Block block, boolean encrypted, Rule<String> pools) {
        String pool = block.find("pool", pools);
        List<Route> routes = Children.list(block, "routes", Kind.TCP_ROUTE).stream()
                .map(route -> route(route, pools))
                .toList();
        if (pool == null && routes.isEmpty() && block.sound("pool", "routes") && !block.isDefault()) {
            block.problem("pool", "missing", "a pool, or routes");
        }
        TcpSettings read = new TcpSettings(
                block.place(),
                pool,
                routes,
                block.list("allow", AddressRules.NETWORK),
                block.list("deny", AddressRules.NETWORK),
                block.get("hello-timeout", Rules.duration("100ms", "10m")),
                block.get("idle-timeout", Rules.durationOrOff("1s", "7d")));
        if (encrypted && block.written("hello-timeout")) {
            block.problem("hello-timeout", "beside tls", "tls.handshake-timeout, since TLS ends here");
        }
        return read;
    }

    static Route route(Block block, Rule<String> pools) {
        List<String> hosts = block.list("hosts", AddressRules.HOST_PATTERN);
        String pool = block.find("pool", pools);
        if (!block.isDefault() && block.sound("hosts", "pool")) {
            if (hosts.isEmpty()) {
                block.problem("hosts", "[]", "at least one host");
            }
            if (pool == null) {
                block.problem("pool", "missing", "a pool");
            }
        }
        return new Route(block.place(), hosts, pool == null ? "" : pool);
    }

    /** What of a pool asks for a request, where there is only a connection. */
    static void check(Reading reading, ListenerSettings listener, PoolSettings pool) {
        Mode mode = pool.affinity().mode();
        if (mode != Mode.NONE && mode != Mode.CLIENT_ADDRESS) {
            tell(
                    reading,
                    listener,
                    pool,
                    "affinity.mode",
                    Words.of(mode) + ", which is of a request",
                    "none or client-address");
        }
        RequestKey key = pool.hash().key();
        if (pool.balance() == Balance.CONSISTENT_HASH && !(key instanceof RequestKey.ClientAddress)) {
            tell(reading, listener, pool, "hash.key", "of a request", "client-address");
        }
        if (pool.protocol() == Protocol.H2) {
            tell(reading, listener, pool, "protocol", "h2", "http/1.1, since connections are passed on as they are");
        }
    }

    private static void tell(
            Reading reading, ListenerSettings listener, PoolSettings pool, String key, String found, String rule) {
        String path = Block.child("skein.pools", pool.name()) + "." + key;
        String why = rule + ", for the connections of listener " + listener.name();
        reading.problem(new Problem(pool.place(), path, found, why, null));
    }
}
