package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Packets of connections that a new holder does not know go on to the former one, so that they live until it has drained; and
 * new connections that still come to a former holder go on to the new one. A table of its own beside the fence's, because
 * that is made anew at times, and this remembers connections; it belongs to this process and goes with it (kernels since
 * 5.12). Of the thread of its {@link Kernel}.
 */
public final class Relay implements AutoCloseable {
    static final String TABLE = "skein_relay";

    private static final int OWNER = 0x2;
    private static final int ROOM = 256 * 1024;
    private static final int AT_ONCE = 1_000;
    private static final long MILLI = 1_000_000;

    private final AddressBook book;
    private final Connections connections;
    private final NftSocket socket;
    private final NftBatch batch = new NftBatch(ByteBuffer.allocateDirect(ROOM), TABLE);
    /** By map: the addresses in it, and the hardware address that each goes to, or went to if the kernel has forgotten it. */
    private final Map<String, Map<VirtualAddress, byte[]>> sentOn = new HashMap<>();

    private final Set<Integer> devices = new HashSet<>();
    private Set<String> peers = Set.of();
    private boolean made;

    Relay(AddressBook book, Connections connections) throws KernelException {
        this.book = book;
        this.connections = connections;
        this.socket = new NftSocket();
    }

    /** Makes what {@link #start} and {@link #divert} of this address need, so that they take no time. */
    public void prepare(VirtualAddress address) throws KernelException {
        Link link = book.needed(address);
        if (!made) {
            make();
        }
        if (devices.add(link.index())) {
            addChains(link);
        }
    }

    /**
     * From now on, packets of TCP connections to an address that did not begin here go to its former holder, which drains,
     * has {@link FenceSet#SERVE} and keeps the address on its interface. Before {@link Kernel#announce}. Again for the same
     * address: with the new values.
     *
     * @param formerMac the former holder's hardware address in the same network, as in {@link Link#mac}
     * @param nanos for how long: a millisecond to a day
     */
    public void start(VirtualAddress address, String formerMac, long nanos) throws KernelException {
        prepare(address);
        // First, so that none begins between the list and the map and is in neither.
        note(address, nanos);
        know(address, connections.unfinished(address.address()));
        map(rules(address).former(), address, formerMac, nanos);
    }

    /**
     * From now on, TCP connections that begin go to the address's next holder, which has {@link FenceSet#SERVE} or holds it
     * already. Those that are open stay. Whatever the fence says: nothing of that is answered here.
     *
     * @param nextMac the next holder's hardware address in the same network, as in {@link Link#mac}
     * @param nanos for how long: a millisecond to a day
     */
    public void divert(VirtualAddress address, String nextMac, long nanos) throws KernelException {
        prepare(address);
        map(rules(address).next(), address, nextMac, nanos);
    }

    /** Hardware addresses of other nodes: what comes from there was sent on already, and stays here. */
    public void peers(Collection<String> macs) throws KernelException {
        Set<String> next = Set.copyOf(macs);
        if (made && !next.equals(peers)) {
            batch.begin();
            peers.stream()
                    .filter(mac -> !next.contains(mac))
                    .forEach(mac -> batch.deleteElement(RelayRules.PEERS, Link.macBytes(mac)));
            next.stream()
                    .filter(mac -> !peers.contains(mac))
                    .forEach(mac -> batch.element(RelayRules.PEERS, Link.macBytes(mac)));
            // Only some messages ask for an acknowledgement.
            batch.table(OWNER);
            send("peers");
        }
        peers = next;
    }

    private static RelayRules rules(VirtualAddress address) {
        return address.isIpv6() ? RelayRules.IPV6 : RelayRules.IPV4;
    }

    private void make() throws KernelException {
        devices.clear();
        sentOn.clear();
        batch.begin().table().deleteTable().table(OWNER);
        RelayRules.peers(batch);
        RelayRules.IPV4.sets(batch);
        RelayRules.IPV6.sets(batch);
        peers.forEach(mac -> batch.element(RelayRules.PEERS, Link.macBytes(mac)));
        send("relays");
        made = true;
    }

    private void addChains(Link link) throws KernelException {
        String divert = "divert_" + link.index();
        String relay = "relay_" + link.index();
        batch.begin()
                .chain(divert, NftBatch.INGRESS, RelayRules.DIVERT, link.name())
                .chain(relay, NftBatch.INGRESS, RelayRules.RELAY, link.name());
        RelayRules.divert(link).forEach(rule -> batch.rule(divert, rule));
        RelayRules.relay(link).forEach(rule -> batch.rule(relay, rule));
        // Only a table's message asks for an acknowledgement.
        batch.table(OWNER);
        send("relays on " + link.name());
    }

    private void map(String map, VirtualAddress address, String mac, long nanos) throws KernelException {
        byte[] to = Link.macBytes(mac);
        Map<VirtualAddress, byte[]> addresses = sentOn.computeIfAbsent(map, _ -> new HashMap<>());
        batch.begin();
        without(map, address, addresses.getOrDefault(address, to));
        batch.element(map, address.bytes(), to, nanos / MILLI);
        send("relay " + address);
        addresses.put(address, to);
    }

    /** Deleted whether it is there or not: added before, with the value that it has if it is, since another is refused. */
    private void without(String map, VirtualAddress address, byte[] former) {
        batch.element(map, address.bytes(), former, 1_000).deleteElement(map, address.bytes());
    }

    /** Whatever begins here from now on is known. */
    private void note(VirtualAddress address, long nanos) throws KernelException {
        String noted = rules(address).noted();
        batch.begin();
        batch.element(noted, address.bytes(), 1_000).deleteElement(noted, address.bytes());
        batch.element(noted, address.bytes(), nanos / MILLI);
        send("notes of " + address);
    }

    /** Those that this machine has from an earlier time as the holder. */
    private void know(VirtualAddress address, List<Flow> own) throws KernelException {
        for (int from = 0; from < own.size(); from += AT_ONCE) {
            batch.begin();
            for (Flow flow : own.subList(from, Math.min(own.size(), from + AT_ONCE))) {
                batch.element(rules(address).known(), RelayRules.key(address, flow), RelayRules.KNOWN_MILLIS);
            }
            send("connections of " + address);
        }
    }

    /** Ends it before its time; whether there was one. Packets of connections that are not known are answered by resets. */
    public boolean end(VirtualAddress address) throws KernelException {
        return unmap(rules(address).former(), address);
    }

    /** Ends it before its time; whether there was one. */
    public boolean endDivert(VirtualAddress address) throws KernelException {
        return unmap(rules(address).next(), address);
    }

    private boolean unmap(String map, VirtualAddress address) throws KernelException {
        Map<VirtualAddress, byte[]> addresses = sentOn.getOrDefault(map, Map.of());
        byte[] former = addresses.get(address);
        if (former == null) {
            return false;
        }
        boolean last = sentOn.values().stream().mapToInt(Map::size).sum() == 1;
        batch.begin();
        if (last) {
            batch.table().deleteTable();
        } else {
            without(map, address, former);
            if (map.equals(rules(address).former())) {
                batch.deleteElement(rules(address).noted(), address.bytes());
            }
        }
        send("end of the relay of " + address);
        addresses.remove(address);
        made = !last;
        return true;
    }

    private void send(String asked) throws KernelException {
        socket.call(batch, asked, TABLE);
    }

    @Override
    public void close() {
        socket.close();
    }
}
