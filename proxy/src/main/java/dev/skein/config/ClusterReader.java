package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.ClusterSettings.Member;
import dev.skein.config.ClusterSettings.Ports;
import dev.skein.config.ClusterSettings.Tls;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the cluster. */
final class ClusterReader {
    private static final int AUTO = 0;
    private static final Rule<Integer> PORT = Rules.integer(1, 65535);

    private static final Rule<Secret> SECRET = new Rule<>(
            "16 to 1024 characters, as 'openssl rand -base64 32' makes them",
            new Secret(""),
            text -> text.length() < 16 || text.length() > 1024
                    ? Rule.because(text.length() + " characters")
                    : Rule.good(new Secret(text)));

    private ClusterReader() {}

    static @Nullable ClusterSettings find(Block root) {
        Block block = Children.optional(root, "cluster", Kind.CLUSTER);
        return block == null ? null : cluster(block);
    }

    static ClusterSettings cluster(Block block) {
        Ports ports = ports(block.block("ports"));
        HostPort written = block.get("bind", AddressRules.CLUSTER_BIND);
        HostPort bind = new HostPort(written.host(), ports.grid(), written.kind(), written.text());
        ClusterSettings cluster = new ClusterSettings(
                block.place(),
                block.get("name", Rules.NAME),
                bind,
                ports,
                members(block, ports),
                block.list("voters", Rules.NAME),
                block.get("role", Rules.word(ClusterSettings.Role.class)),
                block.find("secret", SECRET),
                tls(Children.optional(block, "tls", Kind.CLUSTER_TLS)),
                block.get("insecure", Rules.BOOLEAN),
                block.get("probers", Rules.integer(1, 7)),
                block.get("failure-detection", Rules.word(ClusterSettings.FailureDetection.class)),
                block.get("commit", Rules.word(ClusterSettings.Commit.class)),
                VirtualIpReader.all(block),
                VirtualIpReader.capacities(block),
                block.get("preempt", Rules.BOOLEAN),
                VirtualIpReader.hooks(block.block("hooks")),
                block.get("pair", Rules.BOOLEAN),
                block.get("drain-timeout", Rules.duration("0s", "1d")),
                block.get("recent-heads", Rules.size("1MiB", "1GiB").or("off", 0L)));
        if (!block.isDefault()) {
            new ClusterChecks(block, cluster).run();
        }
        return cluster;
    }

    private static Ports ports(Block block) {
        int grid = block.get("grid", PORT);
        int link = block.get("link", PORT.or("auto", AUTO));
        int heartbeats = block.get("heartbeats", PORT.or("auto", AUTO));
        int chosen = link == AUTO ? grid + 1 : link;
        if ((chosen == grid || chosen > 65535) && block.sound("grid", "link")) {
            block.problem("link", String.valueOf(chosen), "1 to 65535, and not ports.grid");
        }
        return new Ports(grid, chosen, heartbeats == AUTO ? chosen : heartbeats);
    }

    private static List<Member> members(Block block, Ports own) {
        List<Member> members = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (HostPort one : block.list("members", AddressRules.MEMBER)) {
            int grid = one.port() == 0 ? own.grid() : one.port();
            Ports ports = new Ports(grid, grid + own.link() - own.grid(), grid + own.heartbeats() - own.grid());
            Member member = new Member(one.host(), one.isName(), ports, one.text());
            if (!seen.add(canonical(one.host(), one.isName()) + " " + grid)) {
                block.problem("members", Rule.quoted(one.text()) + ", twice", "each node once");
            } else if (!(port(ports.link()) && port(ports.heartbeats()))) {
                block.problem(
                        "members",
                        Rule.quoted(one.text()),
                        "a port that leaves room for link and heartbeats beside it");
            } else {
                members.add(member);
            }
        }
        return List.copyOf(members);
    }

    private static boolean port(int port) {
        return port >= 1 && port <= 65535;
    }

    static @Nullable Tls tls(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Path revoked = FileKeys.path(block, "revoked");
        return new Tls(
                block.place(),
                TlsReader.pem(block, "ca", "CERTIFICATE"),
                TlsReader.pem(block, "cert", "CERTIFICATE"),
                TlsReader.pem(block, "key", "PRIVATE KEY"),
                revoked == null ? null : TlsReader.pem(block, "revoked", "X509 CRL"));
    }

    /** IPv6 addresses can be written in several ways. */
    static String canonical(String host, boolean isName) {
        return isName ? host : InetAddress.ofLiteral(host).getHostAddress();
    }

    static boolean loopback(String host, boolean isName) {
        return isName ? host.equals("localhost") : InetAddress.ofLiteral(host).isLoopbackAddress();
    }
}
