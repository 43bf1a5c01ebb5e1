package dev.skein.config;

import dev.skein.config.ClusterSettings.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must fit together within the cluster. */
final class ClusterChecks {
    private final Block block;
    private final ClusterSettings cluster;

    ClusterChecks(Block block, ClusterSettings cluster) {
        this.block = block;
        this.cluster = cluster;
    }

    void run() {
        clearText();
        members();
        voters();
        VirtualIpReader.check(block, cluster);
        if (cluster.secret() == null && cluster.virtualIps().isEmpty() && block.sound("secret")) {
            block.warning(
                    "secret",
                    "missing, so there are no heartbeats and nothing is decided by a majority",
                    "the same secret on all nodes, as 'openssl rand -base64 32' makes it");
        }
        if (cluster.insecure() && cluster.tls() != null) {
            block.warning("insecure", "true", "false: with tls nothing is in clear text");
        }
    }

    /** Whoever reaches a grid in clear text owns the cluster, so that must have been said. */
    private void clearText() {
        boolean local =
                ClusterReader.loopback(cluster.bind().host(), cluster.bind().isName())
                        && cluster.members().stream().allMatch(m -> ClusterReader.loopback(m.host(), m.isName()));
        if (cluster.tls() == null
                && !cluster.insecure()
                && !local
                && block.sound("bind", "members", "tls", "insecure")) {
            block.problem(
                    "tls",
                    "missing, with a bind or members beyond loopback",
                    "tls { ca = FILE, cert = FILE, key = FILE }, or insecure = true");
        }
    }

    private void members() {
        if (!block.sound("bind", "members")) {
            return;
        }
        if (cluster.members().isEmpty()) {
            block.problem("members", "none", "all nodes, this one included");
            return;
        }
        boolean named = cluster.bind().isName() || cluster.members().stream().anyMatch(Member::isName);
        if (!named && cluster.members().stream().noneMatch(this::own)) {
            String own = cluster.bind().host() + " with port " + cluster.ports().grid();
            List<String> texts = cluster.members().stream().map(Member::text).toList();
            String nearest = Suggestion.nearest(cluster.bind().host(), texts);
            String rule = "this node, too, which is " + own + (nearest == null ? "" : "; is it " + nearest + "?");
            block.warning("members", "without this node, so the others will refuse it", rule);
        }
    }

    private boolean own(Member member) {
        String own =
                ClusterReader.canonical(cluster.bind().host(), cluster.bind().isName());
        return own.equals(ClusterReader.canonical(member.host(), member.isName()))
                && member.ports().grid() == cluster.ports().grid();
    }

    private void voters() {
        List<String> voters = cluster.voters();
        if (!block.sound("voters")) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String voter : voters) {
            if (!seen.add(voter)) {
                block.problem("voters", Rule.quoted(voter) + ", twice", "different node ids");
                return;
            }
        }
        if (voters.size() > ClusterSettings.MAX_VOTERS) {
            block.problem("voters", voters.size() + " of them", "at most " + ClusterSettings.MAX_VOTERS);
        } else if (voters.isEmpty()) {
            block.warning("voters", "none", "node ids, unless this cluster has chosen its voters already");
        } else if (cluster.pair() && voters.size() != 2) {
            block.problem("pair", "true, with " + voters.size() + " voters", "false, unless there are two voters");
        } else if (voters.size() % 2 == 0 && !cluster.pair()) {
            int fewer = voters.size() - 1;
            block.warning("voters", voters.size() + " of them", "an odd number: " + fewer + " bear as many losses");
        }
    }
}
