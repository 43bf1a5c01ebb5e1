package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.PoolSettings.Balance;
import dev.skein.config.PoolSettings.CircuitBreaker;
import dev.skein.config.PoolSettings.Connections;
import dev.skein.config.PoolSettings.Hash;
import dev.skein.config.PoolSettings.OnDown;
import dev.skein.config.PoolSettings.Protocol;
import dev.skein.config.PoolSettings.ProxyProtocol;
import dev.skein.config.PoolSettings.Queue;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.config.PoolSettings.Timeouts;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.config.PoolSettings.Zone;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a pool and its servers. */
final class PoolReader {
    static final Rule<Integer> ATTEMPTS = Rules.integer(1, 10);
    private static final Rule<Double> SHARE = Rules.decimal(0, 1);

    private PoolReader() {}

    static PoolSettings pool(String name, Block block) {
        UpstreamTls tls = tls(block.block("tls"));
        List<ServerSettings> servers = servers(block, tls);
        boolean anyTls = tls.enabled() || servers.stream().anyMatch(ServerSettings::tls);
        Protocol protocol = block.get("protocol", Rules.word(Protocol.class));
        HealthSettings health = HealthReader.health(block.block("health"), anyTls);
        PoolChecks.sockets(block, health, servers);
        return new PoolSettings(
                block.place(),
                name,
                servers,
                protocol,
                block.get("balance", Rules.word(Balance.class)),
                hash(block.block("hash")),
                AffinityReader.affinity(block.block("affinity")),
                zone(block.block("zone")),
                queue(block.block("queue")),
                health,
                HealthReader.passive(block.block("passive")),
                PoolChecks.announced(
                        block, protocol, health, block.get("proxy-protocol", Rules.word(ProxyProtocol.class))),
                block.get("on-down", Rules.word(OnDown.class)),
                PoolChecks.panic(block, health, block.get("panic-threshold", SHARE)),
                block.get("slow-start", Rules.durationOrOff("1s", "1h")),
                connections(block.block("connections")),
                tls,
                timeouts(block.block("timeouts")),
                breaker(block.block("circuit-breaker")),
                retry(block.block("retry")));
    }

    private static List<ServerSettings> servers(Block block, UpstreamTls tls) {
        int problems = block.reading.count();
        List<ServerSettings> servers = Children.list(block, "servers", Kind.SERVER).stream()
                .map(server -> server(server, tls.enabled()))
                .toList();
        if (block.reading.count() == problems) {
            PoolChecks.servers(block, servers);
        }
        return servers;
    }

    static ServerSettings server(Block block, boolean poolTls) {
        HostPort address = block.get("address", AddressRules.SERVER);
        String id = block.find("id", Rules.TEXT);
        Boolean tls = block.find("tls", Rules.BOOLEAN);
        return new ServerSettings(
                block.place(),
                id == null ? address.text() : id,
                address,
                block.get("weight", Rules.integer(0, 256)),
                block.get("zone", Rules.TEXT),
                block.get("backup", Rules.BOOLEAN),
                block.get("max-connections", Rules.integer(0, 10_000_000)),
                tls == null ? poolTls : tls);
    }

    private static Hash hash(Block block) {
        return new Hash(
                block.get("key", HttpRules.KEY_OF_REQUEST),
                block.get("load-bound", Rules.decimal(1.05, 100).or("off", 0.0)));
    }

    private static Zone zone(Block block) {
        return new Zone(block.get("prefer", Rules.BOOLEAN), block.get("spill-over", SHARE));
    }

    private static Queue queue(Block block) {
        return new Queue(
                block.get("size", Rules.integer(0, 1_000_000)), block.get("timeout", Rules.duration("1ms", "1h")));
    }

    private static Connections connections(Block block) {
        return new Connections(
                block.get("max-idle", Rules.integer(0, 100_000)),
                block.get("idle-timeout", Rules.durationOrOff("100ms", "1d")),
                block.get("max-age", Rules.durationOrOff("1s", "7d")),
                block.get("max-requests", Rules.count(0, Long.MAX_VALUE)),
                block.get("warm", Rules.integer(0, 1000)));
    }

    private static final Rule<String> PIN = new Rule<>(
            "sha256/ and the base64 of a key's digest",
            "sha256/" + "A".repeat(43) + "=",
            text -> text.matches("sha256/[A-Za-z0-9+/]{43}=") ? Rule.good(text) : Rule.bad());

    private static UpstreamTls tls(Block block) {
        Path cert = pem(block, "cert", "CERTIFICATE");
        Path key = pem(block, "key", "PRIVATE KEY");
        if ((cert == null) != (key == null) && !block.isDefault()) {
            block.problem(cert == null ? "key" : "cert", "alone", "both cert and key, or none");
        }
        UpstreamTls tls = new UpstreamTls(
                block.get("enabled", Rules.BOOLEAN),
                pem(block, "ca", "CERTIFICATE"),
                block.find("server-name", AddressRules.AUTHORITY),
                block.get("verify", Rules.BOOLEAN),
                block.list("pins", PIN),
                cert,
                key);
        if (!tls.verify() && tls.pins().isEmpty() && tls.enabled() && !block.isDefault()) {
            block.warning("verify", "false", "true: without it, anybody in between can read and change everything");
        }
        return tls;
    }

    private static @Nullable Path pem(Block block, String key, String kind) {
        return block.find(key, Rules.TEXT) == null ? null : TlsReader.pem(block, key, kind);
    }

    private static Timeouts timeouts(Block block) {
        return new Timeouts(
                block.get("connect", Rules.duration("1ms", "10m")),
                block.get("response-header", Rules.durationOrOff("1ms", "1d")),
                block.get("body-stall", Rules.durationOrOff("1ms", "1d")));
    }

    private static CircuitBreaker breaker(Block block) {
        return new CircuitBreaker(
                block.get("failure-ratio", Rules.decimal(0.01, 1).or("off", 0.0)),
                block.get("window", Rules.duration("1s", "10m")),
                block.get("min-requests", Rules.integer(1, 1_000_000)),
                block.get("open", Rules.duration("100ms", "1h")),
                block.get("trials", Rules.integer(1, 1000)));
    }

    private static RetrySettings retry(Block block) {
        Block budget = block.block("budget");
        return new RetrySettings(
                block.get("attempts", ATTEMPTS),
                block.list("on", Rules.word(RetrySettings.On.class)),
                block.list("on-status", HttpRules.STATUS),
                budget.get("ratio", SHARE),
                budget.get("min-per-second", Rules.integer(0, 1_000_000)),
                block.get("body-buffer", Rules.size("0B", "64MiB")));
    }
}
