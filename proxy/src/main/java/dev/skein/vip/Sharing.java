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
    private static final int ROOM = 512 * 1024;
    private static final int AT_ONCE = 1_000;

    private final AddressBook book;
    private final Connections connections;
    private final NftSocket socket;
    private final NftBatch batch = new NftBatch(ByteBuffer.allocateDirect(ROOM), TABLE);
    private Set<String> devices = Set.of();
    private Map<VirtualAddress, Set<Integer>> inherited = Map.of();

    Sharing(AddressBook book, Connections connections) throws KernelException {
        this.book = book;
        this.connections = connections;
        this.socket = new NftSocket();
    }

    /**
     * How one address is divided; hardware addresses are as in {@link Link#mac}.
     *
     * @param homes by bucket, of the node that takes new flows; empty: this one
     * @param formers by bucket, of the node that gets what this one does not know; empty: none
     * @param holders of the node that has the lease, and of the one that had it before, where these are others
     */
    public record Division(List<String> homes, List<String> formers, List<String> holders) {}

    /**
     * From now on these addresses are divided so, and no others are.
     *
     * @param peers hardware addresses of the other nodes
     */
    public void divide(Map<VirtualAddress, Division> all, Collection<String> peers) throws KernelException {
        Set<String> on = new HashSet<>();
        all.keySet().forEach(address -> on.add(address.device()));
        if (!on.equals(devices)) {
            make(on);
        }
        if (on.isEmpty()) {
            return;
        }
        Map<VirtualAddress, Set<Integer>> next = new HashMap<>();
        all.forEach((address, division) -> next.put(address, inherited(division)));
        boolean more = false;
        for (Map.Entry<VirtualAddress, Set<Integer>> each : next.entrySet()) {
            more |= !inherited.getOrDefault(each.getKey(), Set.of()).containsAll(each.getValue());
        }
        batch.begin();
        List<byte[]> flows = more ? flows(next.keySet()) : List.of();
        if (more) {
            batch.empty(SharingRules.KNOWN);
            know(flows.subList(0, Math.min(AT_ONCE, flows.size())));
        }
        fill(all, Set.copyOf(peers));
        inherited = next;
        for (int from = AT_ONCE; from < flows.size(); from += AT_ONCE) {
            batch.begin();
            know(flows.subList(from, Math.min(flows.size(), from + AT_ONCE)));
            send("flows of shared addresses");
        }
    }

    /** This node's buckets that have a former home: there it matters which flows are this node's own. */
    private static Set<Integer> inherited(Division division) {
        return IntStream.range(0, Buckets.COUNT)
                .filter(bucket -> division.homes.get(bucket).isEmpty()
                        && !division.formers.get(bucket).isEmpty())
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those that this machine has now; what it had once and has no more would be taken for its own. */
    private List<byte[]> flows(Set<VirtualAddress> addresses) throws KernelException {
        List<byte[]> keys = new ArrayList<>();
        for (VirtualAddress address : addresses) {
            connections.unfinished(address.address()).forEach(flow -> keys.add(RelayRules.key(address, flow)));
        }
        return keys;
    }

    private void know(List<byte[]> flows) {
        flows.forEach(flow -> batch.element(SharingRules.KNOWN, flow, SharingRules.KNOWN_MILLIS));
    }

    private void make(Set<String> on) throws KernelException {
        devices = Set.of();
        inherited = Map.of();
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
    private void fill(Map<VirtualAddress, Division> all, Set<String> peers) throws KernelException {
        List.of(SharingRules.SHARED, SharingRules.PEERS, SharingRules.HOLDERS, SharingRules.HOME, SharingRules.FORMER)
                .forEach(batch::empty);
        Map<String, byte[]> macs = new HashMap<>();
        peers.forEach(peer -> batch.element(SharingRules.PEERS, Link.macBytes(peer)));
        all.forEach((address, division) -> {
            batch.element(SharingRules.SHARED, address.bytes());
            division.holders.forEach(
                    each -> batch.element(SharingRules.HOLDERS, SharingRules.key(address, Link.macBytes(each))));
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                byte[] key = SharingRules.key(address, bucket);
                value(SharingRules.HOME, key, division.homes.get(bucket), macs);
                value(SharingRules.FORMER, key, division.formers.get(bucket), macs);
            }
        });
        // Only a table's message asks for an acknowledgement.
        batch.table(OWNER);
        send("division of shared addresses");
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
