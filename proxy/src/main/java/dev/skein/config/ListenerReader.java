package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.ListenerSettings.ClientCertificate;
import dev.skein.config.ListenerSettings.EncodedSlash;
import dev.skein.config.ListenerSettings.Forwarding;
import dev.skein.config.ListenerSettings.Guard;
import dev.skein.config.ListenerSettings.Http2;
import dev.skein.config.ListenerSettings.Limits;
import dev.skein.config.ListenerSettings.Policy;
import dev.skein.config.ListenerSettings.ProxyProtocol;
import dev.skein.config.ListenerSettings.Timeouts;
import dev.skein.config.ListenerSettings.Underscores;
import dev.skein.model.Network;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a listener. */
final class ListenerReader {
    private static final Rule<Integer> HTTPS_PORT = new Rule<>(
            "off, or the port of https from 1 to 65535",
            0,
            text -> text.equals("off")
                    ? Rule.good(0)
                    : Rules.integer(1, 65535).reader().apply(text));

    private static final Rule<String> HSTS = new Rule<>(
            "max-age=SECONDS, and perhaps ; includeSubDomains and ; preload (RFC 6797 §6.1)",
            "max-age=0",
            text -> text.matches("max-age=\\d{1,10}(; ?includeSubDomains)?(; ?preload)?")
                    ? Rule.good(text)
                    : Rule.bad());

    private ListenerReader() {}

    /** Off and required, as words. */
    private enum Mode {
        OFF,
        REQUIRED
    }

    static ListenerSettings listener(String name, Block block, Rule<String> pools) {
        ListenerSettings read = read(name, block, pools);
        TlsSettings tls = read.tls();
        if (tls != null && tls.http3() && read.proxyProtocol().required() && block.sound("proxy-protocol")) {
            block.problem(
                    "proxy-protocol",
                    "{ mode = required }",
                    "mode = off, since tls.protocols has h3: there is none for UDP");
        }
        if (tls != null && tls.http3() && read.tcp() != null) {
            block.problem("tls", "{ protocols = [ h3, ... ] }", "no h3 beside tcp");
        }
        return read;
    }

    private static ListenerSettings read(String name, Block block, Rule<String> pools) {
        List<Network> trusted = block.list("trusted-proxies", AddressRules.NETWORK);
        Block tls = Children.optional(block, "tls", Kind.TLS);
        Block tcp = Children.optional(block, "tcp", Kind.TCP);
        if (tcp != null) {
            TcpReader.alone(block);
        }
        return new ListenerSettings(
                block.place(),
                name,
                block.get("bind", AddressRules.BIND),
                block.get("backlog", Rules.integer(1, 65535)),
                tls == null ? null : TlsReader.tls(tls),
                block.get("https-redirect", HTTPS_PORT),
                block.find("hsts", HSTS),
                tcp == null ? null : TcpReader.tcp(tcp, tls != null, pools),
                proxyProtocol(block.block("proxy-protocol")),
                trusted,
                forwarding(block.block("forwarding")),
                timeouts(block.block("timeouts")),
                limits(block.block("limits")),
                guard(block.block("guard")),
                http2(block.block("http2")),
                Http3Reader.http3(block.block("http3")));
    }

    private static ProxyProtocol proxyProtocol(Block block) {
        boolean required = block.get("mode", Rules.word(Mode.class)) == Mode.REQUIRED;
        List<Network> from = block.list("from", AddressRules.NETWORK);
        if (required && from.isEmpty() && block.sound("from") && !block.isDefault()) {
            block.problem("from", "[]", "at least one network, since mode is required");
        }
        return new ProxyProtocol(required, from);
    }

    private static Forwarding forwarding(Block block) {
        Policy xForwarded = block.get("x-forwarded", Rules.word(Policy.class));
        Policy forwarded = block.get("forwarded", Rules.word(Policy.class));
        @Nullable String via = block.find("via", HttpRules.PSEUDONYM);
        @Nullable String requestId = block.find("request-id-header", HttpRules.EDITED_FIELD);
        ClientCertificate certificate = block.get("client-certificate", Rules.word(ClientCertificate.class));
        return new Forwarding(xForwarded, forwarded, via, requestId, certificate);
    }

    private static Timeouts timeouts(Block block) {
        Rule<Duration> day = Rules.durationOrOff("1ms", "1d");
        return new Timeouts(
                block.get("client-header", Rules.durationOrOff("1ms", "1h")),
                block.get("client-body", day),
                block.get("client-read", day),
                block.get("keep-alive", day));
    }

    private static Limits limits(Block block) {
        return new Limits(
                block.get("request-line", Rules.smallSize("256B", "64KiB")),
                block.get("header-bytes", Rules.smallSize("1KiB", "1MiB")),
                block.get("header-count", Rules.integer(8, 1000)),
                block.get("connections", Rules.integer(0, 100_000_000)),
                block.get("requests-per-connection", Rules.count(0, Long.MAX_VALUE)));
    }

    private static Guard guard(Block block) {
        return new Guard(
                block.get("merge-slashes", Rules.BOOLEAN),
                block.get("encoded-slash", Rules.word(EncodedSlash.class)),
                block.get("underscores", Rules.word(Underscores.class)),
                block.get("cookies", Rules.integer(0, 100_000)));
    }

    private static Http2 http2(Block block) {
        return new Http2(
                block.get("clear-text", Rules.BOOLEAN),
                block.get("max-streams", Rules.integer(1, 10_000)),
                block.get("stream-window", Rules.smallSize("16KiB", "16MiB")),
                block.get("connection-window", Rules.smallSize("64KiB", "1GiB")),
                Math.min(block.get("max-frame", Rules.smallSize("16KiB", "16MiB")), (1 << 24) - 1),
                block.get("resets", Rules.integer(1, 1_000_000)),
                block.get("continuations", Rules.integer(1, 1000)),
                block.get("controls", Rules.integer(1, 1_000_000)),
                block.get("empties", Rules.integer(1, 1000)),
                block.get("flood-window", Rules.duration("1s", "10m")));
    }
}
