package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Fact;
import dev.skein.cluster.Member;
import dev.skein.control.FindingCodec.Told;
import dev.skein.health.Finding;
import dev.skein.health.Moment;
import dev.skein.health.Probers;
import dev.skein.health.Probers.Assigned;
import dev.skein.health.Verdict;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this node and the others found about servers, and who of them checks which. Tells the others what this one found,
 * when it changes. On a node alone it does nothing. Confined to the control thread.
 */
final class HealthSharing {
    static final String TOPIC = "health";

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Cluster cluster;
    private final String self;
    private final HeardFindings heard;
    private final Set<ServerKey> said = new HashSet<>();
    private int wanted = 1;
    private Probers probers;
    private boolean moved;
    private boolean settled;
    private volatile boolean stranded;

    private @Nullable Moment connectedAt;

    HealthSharing(Cluster cluster) {
        this.cluster = cluster;
        this.self = cluster.membership().self().id();
        this.probers = probers();
        this.heard = new HeardFindings(self);
        cluster.facts().all(TOPIC).forEach(heard::hear);
    }

    /** How many nodes check each server. */
    void probers(int count) {
        wanted = count;
        members();
    }

    /** Who is there may have changed. */
    void members() {
        probers = probers();
    }

    /** Out of the grid a node knows what it finds itself, and checks everything. */
    private Probers probers() {
        Member own = cluster.membership().self();
        List<String> present = new ArrayList<>(List.of(self));
        List<String> suspect = new ArrayList<>();
        for (Member member : cluster.membership().all()) {
            if (own.isIn()
                    && member.isIn()
                    && member.role() == Member.Role.PROXY
                    && !member.id().equals(self)) {
                (member.state() == Member.State.PRESENT ? present : suspect).add(member.id());
            }
        }
        return new Probers(present, suspect, wanted);
    }

    HeardFindings heard() {
        return heard;
    }

    /** What the nodes found about a server, by id, this one included; those that found nothing are left out. */
    Map<String, Health> found(ServerState server) {
        boolean mine = cluster.lone() || server.looked || server.own.ejection().active();
        return heard.found(server.key, mine ? server.own.health() : null);
    }

    /** Works out who checks the server and what it is here, and tells the others what this node found. */
    void settle(PoolState pool, ServerState server, Moment now) {
        if (cluster.lone() || server.local()) {
            unsay(server);
            moved |= !server.watched;
            server.watched = true;
            server.health = server.own;
            return;
        }
        Assigned assigned = assigned(server);
        List<Finding> findings = heard.of(server.key, server.place());
        Finding mine = Finding.of(self, server.own, server.looked);
        boolean active = pool.healthPolicy.active();
        if (active) {
            watch(server, assigned, with(findings, mine));
        }
        boolean tie = server.watched && !assigned.probers().contains(self);
        if (active && !server.looked) {
            Health known = Verdict.of(with(findings, mine), probers, true).health();
            if (tie || known != Health.UNKNOWN) {
                server.own = server.own.inherited(tie ? Health.UNKNOWN : known, now);
            }
        }
        Finding settled = Finding.of(self, server.own, server.looked);
        tell(server, settled);
        server.health = Verdict.of(with(findings, settled), probers, active).here(server.own, server.health, now);
        replaceDeparted(server, assigned);
    }

    private Assigned assigned(ServerState server) {
        if (!server.assignment.by().equals(probers)) {
            server.assignment = new ServerState.Assignment(probers, probers.of(server.id));
        }
        return server.assignment.assigned();
    }

    /** Who no longer has to check goes on until all who have to have found something, so that nobody is ever blind. */
    private void watch(ServerState server, Assigned assigned, List<Finding> findings) {
        boolean asked = assigned.probers().contains(self)
                || self.equals(assigned.tieBreaker()) && Verdict.divided(findings, assigned.probers());
        boolean before = server.watched;
        server.watched = asked || server.watched && !covered(server, assigned);
        server.looked &= server.watched;
        moved |= before != server.watched;
    }

    private boolean covered(ServerState server, Assigned assigned) {
        Map<String, Told> ofServer = heard.by(server.key);
        return assigned.probers().stream().filter(probers.present()::contains).allMatch(node -> {
            Told told = ofServer.get(node);
            return node.equals(self)
                    ? server.looked
                    : told != null && told.finding().probed() != null;
        });
    }

    private static List<Finding> with(List<Finding> others, Finding mine) {
        return mine.says() ? Stream.concat(others.stream(), Stream.of(mine)).toList() : others;
    }

    private void tell(ServerState server, Finding finding) {
        if (!finding.says()) {
            unsay(server);
        } else if (server.said == null || !server.said.agrees(finding)) {
            cluster.facts().publish(TOPIC, server.key.toString(), FindingCodec.encode(server.place(), finding));
            server.said = finding;
            said.add(server.key);
        }
    }

    private void unsay(ServerState server) {
        if (said.remove(server.key)) {
            cluster.facts().withdraw(TOPIC, server.key.toString());
        }
        server.said = null;
    }

    /** What nodes found that are gone is forgotten once those who check now have found something themselves. */
    private void replaceDeparted(ServerState server, Assigned assigned) {
        Map<String, Told> ofServer = heard.by(server.key);
        if (probers.present().containsAll(ofServer.keySet()) || !covered(server, assigned)) {
            return;
        }
        boolean first = assigned.probers().stream()
                .filter(probers.present()::contains)
                .findFirst()
                .filter(self::equals)
                .isPresent();
        for (String node : List.copyOf(ofServer.keySet())) {
            Member author = cluster.membership().find(node);
            if (first && (author == null || author.state() == Member.State.GONE)) {
                cluster.facts().forget(new Fact.Key(node, TOPIC, server.key.toString()));
                heard.forget(server.key, node);
            }
        }
    }

    /** Whether this node has other servers to check than when it was last asked. */
    boolean moved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /** Once this node has had time to look at everything, what it said in former lives and no more is taken back. */
    void tick(Moment now, Collection<PoolState> pools) {
        stranded = !cluster.lone() && alone(pools);
        if (settled || !cluster.connected()) {
            return;
        }
        if (connectedAt == null) {
            connectedAt = now;
        } else if (now.nanosSince(connectedAt) > SETTLE_NANOS) {
            settled = true;
            cluster.facts().settle(TOPIC);
        }
    }

    /**
     * Whether this node's checks reach none of its servers, while those of others that are there reach some of the same:
     * then it is not the servers. By any thread.
     */
    boolean stranded() {
        return stranded;
    }

    private boolean alone(Collection<PoolState> pools) {
        boolean reachedByOthers = false;
        for (PoolState pool : pools) {
            for (ServerState server : pool.servers.values()) {
                if (server.looked && server.own.probed().serving()) {
                    return false;
                }
                reachedByOthers |= server.looked && reachedByOthers(server.key);
            }
        }
        return reachedByOthers;
    }

    private boolean reachedByOthers(ServerKey server) {
        for (Told told : heard.by(server).values()) {
            Health probed = told.finding().probed();
            if (probed != null
                    && probed.serving()
                    && probers.present().contains(told.finding().node())) {
                return true;
            }
        }
        return false;
    }

    /** Takes back what was said of servers that are no more. */
    void retain(Set<ServerKey> servers) {
        for (ServerKey key : List.copyOf(said)) {
            if (!servers.contains(key)) {
                said.remove(key);
                cluster.facts().withdraw(TOPIC, key.toString());
            }
        }
    }
}
