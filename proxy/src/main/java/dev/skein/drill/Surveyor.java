package dev.skein.drill;

import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Member;
import dev.skein.control.NodeReport;
import dev.skein.control.PoolReport;
import dev.skein.control.Tally;
import dev.skein.control.Tally.Line;
import dev.skein.drill.Preflight.Condition;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how the cluster is, from what all nodes tell. For one thread. */
final class Surveyor {
    private static final Logger LOG = LoggerFactory.getLogger(Surveyor.class);

    private final DrillGround ground;

    Surveyor(DrillGround ground) {
        this.ground = ground;
    }

    /** A server by its full name; the pool is what stands before the first slash. */
    static ServerKey key(String target) {
        int slash = target.indexOf('/');
        return slash < 0
                ? new ServerKey("", target)
                : new ServerKey(target.substring(0, slash), target.substring(slash + 1));
    }

    Condition condition(Drill drill) {
        Map<String, Tally> fresh = ground.tallies().fresh();
        Set<String> silent = new TreeSet<>(ground.tallies().expected());
        fresh.forEach((node, tally) -> {
            if (tally.ready() && tally.majority()) {
                silent.remove(node);
            }
        });
        ServerKey key = key(drill.target());
        return new Condition(
                new ArrayList<>(silent),
                drill.kind().byNode() ? ground.without().apply(drill.target()) : "",
                used(),
                (int) servers(key.pool(), fresh.values()).stream()
                        .filter(server -> serves(server, fresh.values()))
                        .count(),
                servers(key.pool(), fresh.values()).size(),
                known(drill, fresh),
                ground.rolling().get());
    }

    private boolean known(Drill drill, Map<String, Tally> fresh) {
        return switch (drill.kind()) {
            case LOSE_SERVER -> serves(key(drill.target()), fresh.values());
            case DRAIN_NODE, FREEZE_GRID ->
                fresh.containsKey(drill.target()) && !ground.cluster().lone();
            case MOVE_ADDRESS -> movable(drill.target());
        };
    }

    /** Whether a node holds the address, and another one could. */
    private boolean movable(String address) {
        String holder = ground.addresses().holder(address);
        return !holder.isEmpty() && !ground.addresses().other(address, holder).isEmpty();
    }

    /**
     * As far as this node knows by itself, before anybody is asked to tell; whoever drives looks again, with all nodes' words.
     * Any thread.
     */
    CompletableFuture<List<String>> outlook(Kind kind, String target) {
        ServerKey key = key(target);
        return ground.control().report().thenApply(pools -> {
            List<PoolReport.ServerReport> servers = pools.stream()
                    .filter(pool -> pool.name().equals(key.pool()))
                    .flatMap(pool -> pool.servers().stream())
                    .toList();
            boolean known = switch (kind) {
                case LOSE_SERVER ->
                    servers.stream()
                            .anyMatch(
                                    server -> server.takesNew() && server.key().equals(key));
                case DRAIN_NODE, FREEZE_GRID ->
                    ground.tallies().expected().contains(target)
                            && !ground.cluster().lone();
                case MOVE_ADDRESS -> movable(target);
            };
            Condition now = new Condition(
                    unheard(),
                    kind.byNode() ? ground.without().apply(target) : "",
                    used(),
                    (int) servers.stream()
                            .filter(PoolReport.ServerReport::takesNew)
                            .count(),
                    servers.size(),
                    known,
                    ground.rolling().get());
            return Preflight.objections(kind, target, now);
        });
    }

    private List<String> unheard() {
        List<String> unheard = new ArrayList<>();
        for (Member member : ground.cluster().membership().all()) {
            boolean self =
                    member.id().equals(ground.cluster().membership().self().id());
            if (self ? !ground.cluster().inMajority() : member.state() == Member.State.SUSPECT) {
                unheard.add(member.id());
            }
        }
        return unheard;
    }

    private static Set<ServerKey> servers(String pool, Collection<Tally> all) {
        Set<ServerKey> servers = new TreeSet<>((one, two) -> one.toString().compareTo(two.toString()));
        all.forEach(tally -> tally.servers().keySet().stream()
                .filter(key -> key.pool().equals(pool))
                .forEach(servers::add));
        return servers;
    }

    /** Whether every node sends it new sessions. */
    static boolean serves(ServerKey server, Collection<Tally> all) {
        return !all.isEmpty()
                && all.stream().allMatch(tally -> {
                    Line line = tally.servers().get(server);
                    return line != null && line.takesNew();
                });
    }

    /** Share of what is scarcest, by node; a node alone tells nobody. */
    private Map<String, Double> used() {
        Map<String, Double> used = new TreeMap<>();
        ground.cluster().reports().latest(NodeReport.KIND).forEach((node, report) -> {
            try {
                used.put(node, 1 - NodeReport.decode(report.value()).machine().headroom());
            } catch (MalformedException e) {
                LOG.debug("report of node {}: this version can't read it: {}", node, e.getMessage());
            }
        });
        return used;
    }

    /** Requests of clients that did not go well so far, over all nodes that tell. */
    Tally.Counts clients() {
        List<Tally> all = List.copyOf(ground.tallies().fresh().values());
        return all.stream().map(Tally::total).reduce(Tally.Counts.NONE, Tally.Counts::plus);
    }
}
