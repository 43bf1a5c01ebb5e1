package dev.skein.vip;

import dev.skein.lease.Buckets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * IPv4 addresses that several nodes serve at once: a table of nf_tables that sends each flow to its home. It belongs to this
 * process and goes with it (kernels since 5.12); the fence decides whether this node may answer at all. Of the thread of its
 * {@link Kernel}.
 */
public final class Sharing implements AutoCloseable {
    static final String TABLE = "skein_share";

    private static final int OWNER = 0x2;
    private static final int ROOM = 1024 * 1024;
    private static final int AT_ONCE = 1_000;
    private static final List<String> EACH_TIME = List.of(
            SharingRules.SHARED,
            SharingRules.PEERS,
            SharingRules.HOLDERS,
            SharingRules.HOME,
            SharingRules.FORMER,
            SharingRules.BACK);

    private final AddressBook book;
    private final Connections connections;
    private final NftSocket socket;
    private final NftBatch batch = new NftBatch(ByteBuffer.allocateDirect(ROOM), TABLE);
    private Set<String> devices = Set.of();
    private Map<VirtualAddress, Set<Integer>> contested = Map.of();
    /** Of the sets of flows that are known: one is in use while the next is being filled. */
    private int generation;
    /** Of this machine's, those that the last division counted as others'. */
    private List<Connections.Socket> superseded = List.of();

    Sharing(AddressBook book, Connections connections) throws KernelException {
        this.book = book;
        this.connections = connections;
        this.socket = new NftSocket();
    }

    /**
     * How one address is divided; hardware addresses are as in {@link Link#mac}.
     *
     * @param homes by bucket, of the node that takes new flows; empty: this one
     * @param formers by bucket, of the node that gets what this one is sent by a holder and does not know; empty: none
     * @param holders of the node that has the lease, and of the one that had it before, where these are others
     * @param held whether this node has the lease: then nothing goes back to where it came from
     */
    public record Division(List<String> homes, List<String> formers, List<String> holders, boolean held) {}

    /**
     * From now on these addresses are divided so, and no others are.
     *
     * @param peers hardware addresses of the other nodes
     * @param elsewhere flows that are other nodes', by address; what connections this machine has for them can be ended next
     */
    public void divide(
            Map<VirtualAddress, Division> all, Collection<String> peers, Map<VirtualAddress, Set<Flow>> elsewhere)
            throws KernelException {
        Set<String> on = new HashSet<>();
        all.keySet().forEach(address -> on.add(address.device()));
        if (!on.equals(devices)) {
            make(on);
        }
        if (on.isEmpty()) {
            return;
        }
        Map<VirtualAddress, Set<Integer>> next = new HashMap<>();
        all.forEach((address, division) -> next.put(address, contested(division)));
        boolean more = !elsewhere.isEmpty()
                || next.entrySet().stream()
                        .anyMatch(each ->
                                !contested.getOrDefault(each.getKey(), Set.of()).containsAll(each.getValue()));
        int into = more ? (generation + 1) % SharingRules.GENERATIONS : generation;
        if (more) {
            learn(into, next, elsewhere);
        }
        // What this machine had once and has no more would be taken for its own.
        int other = (into + 1) % SharingRules.GENERATIONS;
        batch.begin().empty(SharingRules.known(other)).empty(SharingRules.fresh(other));
        fill(all, Set.copyOf(peers));
        fresh(into, next);
        send("division of shared addresses");
        generation = into;
        contested = next;
    }

    /**
     * Ends this machine's connections that the last division counted as others', see {@link Connections#end}. Not before it:
     * what comes for one of them would be answered with a reset.
     *
     * @return how many there were
     */
    public int endSuperseded() throws KernelException {
        int ended = 0;
        for (Connections.Socket each : superseded) {
            ended += connections.end(each) ? 1 : 0;
        }
        superseded = List.of();
        return ended;
    }

    /**
     * Fills the next set of flows that are this node's own, before it matters. Those that begin are added by the kernel from
     * here on, and only then are the others listed: a flow that began between a list and its use would belong to nobody.
     */
    private void learn(int into, Map<VirtualAddress, Set<Integer>> next, Map<VirtualAddress, Set<Flow>> elsewhere)
            throws KernelException {
        Map<VirtualAddress, Set<Integer>> both = new HashMap<>(contested);
        next.forEach((address, buckets) -> both.merge(address, buckets, Sharing::union));
        // Of an attempt before that came to nothing there may be some in it.
        batch.begin().empty(SharingRules.known(into)).empty(SharingRules.fresh(generation));
        fresh(into, both);
        send("flows of shared addresses that begin");
        superseded = superseded(elsewhere);
        List<byte[]> flows = flows(next.keySet(), elsewhere);
        for (int from = 0; from < flows.size(); from += AT_ONCE) {
            batch.begin();
            flows.subList(from, Math.min(flows.size(), from + AT_ONCE))
                    .forEach(flow -> batch.element(SharingRules.known(into), flow, SharingRules.KNOWN_MILLIS));
            send("flows of shared addresses");
        }
    }

    private List<Connections.Socket> superseded(Map<VirtualAddress, Set<Flow>> elsewhere) throws KernelException {
        List<Connections.Socket> found = new ArrayList<>();
        for (Map.Entry<VirtualAddress, Set<Flow>> each : elsewhere.entrySet()) {
            found.addAll(connections.unfinished(each.getKey().address(), each.getValue()));
        }
        return found;
    }

    private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
        Set<Integer> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private void fresh(int into, Map<VirtualAddress, Set<Integer>> buckets) {
        batch.empty(SharingRules.fresh(into));
        buckets.forEach((address, all) ->
                all.forEach(bucket -> batch.element(SharingRules.fresh(into), SharingRules.key(address, bucket))));
        // Only a table's message asks for an acknowledgement.
        batch.table(OWNER);
    }

    /** Buckets of which another node may have flows: there it matters which ones are this node's own. */
    private static Set<Integer> contested(Division division) {
        return IntStream.range(0, Buckets.COUNT)
                .filter(bucket -> !division.formers.get(bucket).isEmpty())
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those that this machine has now; what it had once and has no more would be taken for its own. */
    private List<byte[]> flows(Set<VirtualAddress> addresses, Map<VirtualAddress, Set<Flow>> elsewhere)
            throws KernelException {
        List<byte[]> keys = new ArrayList<>();
        for (VirtualAddress address : addresses) {
            Set<Flow> others = elsewhere.getOrDefault(address, Set.of());
            connections.unfinished(address.address()).stream()
                    .filter(flow -> !others.contains(flow))
                    .forEach(flow -> keys.add(RelayRules.key(address, flow)));
        }
        return keys;
    }

    private void make(Set<String> on) throws KernelException {
        devices = Set.of();
        contested = Map.of();
        batch.begin().table().deleteTable();
        if (!on.isEmpty()) {
            batch.table(OWNER);
            SharingRules.sets(batch);
            for (String device : on) {
                Link link = book.needed(device);
                book.askAsItself(link);
                String chain = "share_" + link.index();
                batch.chain(chain, NftBatch.INGRESS, SharingRules.PRIORITY, device);
                SharingRules.rules(link).forEach(rule -> batch.rule(chain, rule));
            }
        }
        send("shared addresses");
        devices = Set.copyOf(on);
    }

    /** In one moment: no packet sees half of it. */
    private void fill(Map<VirtualAddress, Division> all, Set<String> peers) {
        EACH_TIME.forEach(batch::empty);
        Map<String, byte[]> macs = new HashMap<>();
        peers.forEach(peer -> batch.element(SharingRules.PEERS, Link.macBytes(peer)));
        all.forEach((address, division) -> {
            batch.element(SharingRules.SHARED, address.bytes());
            division.holders.forEach(
                    each -> batch.element(SharingRules.HOLDERS, SharingRules.key(address, Link.macBytes(each))));
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                byte[] key = SharingRules.key(address, bucket);
                value(SharingRules.HOME, key, division.homes.get(bucket), macs);
                String former = division.formers.get(bucket);
                value(SharingRules.FORMER, key, former, macs);
                if (division.held && !former.isEmpty()) {
                    batch.element(SharingRules.BACK, SharingRules.key(address, bucket, Link.macBytes(former)));
                }
            }
        });
    }

    private void value(String map, byte[] key, String mac, Map<String, byte[]> macs) {
        if (!mac.isEmpty()) {
            batch.element(map, key, macs.computeIfAbsent(mac, Link::macBytes));
        }
    }

    private void send(String asked) throws KernelException {
        socket.call(batch, asked, TABLE);
    }

    @Override
    public void close() {
        socket.close();
    }
}
