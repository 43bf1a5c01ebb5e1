package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.PoolView;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Family.Sample;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The metrics about what this node sees of the state of things: its own, other nodes', pools', who decides, who holds an
 * address. What alarms ask for ({@code conf/prometheus/alerts.yml}). For any thread.
 */
public final class StateFamilies {
    private final NodeView node;

    private StateFamilies(NodeView node) {
        this.node = node;
    }

    /** For the catalogue of this node. */
    public static List<Family> of(NodeView node) {
        StateFamilies families = new StateFamilies(node);
        return Stream.of(
                        List.of(Family.gauge("skein_ready", "1: the node takes requests", families::ready)),
                        members(node.cluster(), "skein_member_up", "member"),
                        families.quorum(),
                        families.addresses(),
                        families.pools())
                .flatMap(List::stream)
                .toList();
    }

    private double ready() {
        return node.present().get().state() == NodeView.State.READY ? 1 : 0;
    }

    /** Which nodes are there, as this one sees them. */
    static List<Family> members(Cluster cluster, String name, String label) {
        return List.of(new Family(
                name,
                Family.Type.GAUGE,
                "1: the node is there; 0: it is gone, or not heard of",
                List.of(label),
                () -> cluster.membership().all().stream()
                        .map(member ->
                                Family.count(List.of(member.id()), member.state() == Member.State.PRESENT ? 1 : 0))));
    }

    private List<Family> quorum() {
        return List.of(
                quorum("skein_quorum", "1: this node hears a majority of the voters", one -> one.heard() ? 1 : 0),
                quorum("skein_voters", "Nodes that vote", one -> one.voters().size()),
                quorum(
                        "skein_voters_heard",
                        "Voters that this node hears, itself included",
                        one -> one.present().size()));
    }

    /** No sample where nothing is decided by a majority. */
    private Family quorum(String name, String help, ToLongFunction<Quorum> value) {
        return new Family(name, Family.Type.GAUGE, help, List.of(), () -> {
            Quorum quorum = node.quorum().get();
            return quorum == null ? Stream.empty() : Stream.of(Family.count(List.of(), value.applyAsLong(quorum)));
        });
    }

    private List<Family> addresses() {
        return List.of(new Family(
                "skein_virtual_ip_held",
                Family.Type.GAUGE,
                "1: a majority names a holder of the address; 0: nobody holds it",
                List.of("address"),
                () -> new VirtualIps(node)
                        .leases().entrySet().stream()
                                .map(one -> Family.count(
                                        List.of(one.getKey()), one.getValue().isEmpty() ? 0 : 1))));
    }

    private List<Family> pools() {
        return List.of(
                pools(
                        "skein_pool_servers",
                        "Servers, backups and drained ones included",
                        view -> view.servers().size()),
                pools("skein_pool_servers_serving", "Servers that get new requests", StateFamilies::serving),
                pools(
                        "skein_pool_panic",
                        "1: too few servers serve, so health is ignored",
                        view -> view.candidates().panic() ? 1 : 0),
                ofPools("skein_pool_waiting", "Exchanges in the pool's line", pool ->
                        (long) pool.waiting().length()));
    }

    private static long serving(PoolView view) {
        return IntStream.range(0, view.candidates().size())
                .filter(i -> view.candidates().at(i).acceptsNew())
                .count();
    }

    private Family pools(String name, String help, ToLongFunction<PoolView> value) {
        return ofPools(name, help, pool -> value.applyAsLong(pool.view()));
    }

    private Family ofPools(String name, String help, Function<Pool, Long> value) {
        return new Family(name, Family.Type.GAUGE, help, List.of("pool"), () -> samples(value));
    }

    private Stream<Sample> samples(Function<Pool, Long> value) {
        return new TreeMap<>(node.snapshots().current().pools())
                .values().stream().map(pool -> Family.count(List.of(pool.name()), value.apply(pool)));
    }
}
