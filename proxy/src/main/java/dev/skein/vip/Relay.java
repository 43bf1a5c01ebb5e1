package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Packets of connections that a new holder does not know go on to the former one, so that they live until it has drained.
 * A table of its own beside the fence's, because that is made anew at times, and this remembers connections; it belongs to
 * this process and goes with it (kernels since 5.12). Of the thread of its {@link Kernel}.
 */
public final class Relay implements AutoCloseable {
    static final String TABLE = "skein_relay";

    private static final int OWNER = 0x2;
    private static final int ROOM = 256 * 1024;
    private static final int AT_ONCE = 1_000;
    private static final long MILLI = 1_000_000;
    private static final RelayRules IPV4 = new RelayRules(false);
    private static final RelayRules IPV6 = new RelayRules(true);

    private final AddressBook book;
    private final Connections connections;
    private final NftSocket socket;
    private final NftBatch batch = new NftBatch(ByteBuffer.allocateDirect(ROOM), TABLE);
    private final Set<VirtualAddress> relayed = new HashSet<>();
    private final Set<Integer> devices = new HashSet<>();

    Relay(AddressBook book, Connections connections) throws KernelException {
        this.book = book;
        this.connections = connections;
        this.socket = new NftSocket();
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
        Link link = book.needed(address);
        byte[] mac = Link.macBytes(formerMac);
        if (relayed.isEmpty()) {
            make();
        }
        relayed.add(address);
        if (devices.add(link.index())) {
            addChain(link);
        }
        RelayRules rules = rules(address);
        know(address, connections.of(address.address()));
        batch.begin()
                .element(rules.former(), address.bytes(), mac, 1_000)
                .deleteElement(rules.former(), address.bytes())
                .element(rules.former(), address.bytes(), mac, nanos / MILLI);
        send("relay " + address);
    }

    private static RelayRules rules(VirtualAddress address) {
        return address.isIpv6() ? IPV6 : IPV4;
    }

    private void make() throws KernelException {
        devices.clear();
        batch.begin().table().deleteTable().table(OWNER);
        IPV4.sets(batch);
        IPV6.sets(batch);
        send("relays");
    }

    private void addChain(Link link) throws KernelException {
        String chain = "relay_" + link.index();
        batch.begin().chain(chain, NftBatch.INGRESS, RelayRules.PRIORITY, link.name());
        IPV4.rules(link).forEach(rule -> batch.rule(chain, rule));
        IPV6.rules(link).forEach(rule -> batch.rule(chain, rule));
        // Only a table's message asks for an acknowledgement.
        batch.table(OWNER);
        send("relays on " + link.name());
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
        if (!relayed.remove(address)) {
            return false;
        }
        batch.begin();
        if (relayed.isEmpty()) {
            batch.table().deleteTable();
        } else {
            String former = rules(address).former();
            batch.element(former, address.bytes(), new byte[6], 1_000).deleteElement(former, address.bytes());
        }
        send("end of the relay of " + address);
        return true;
    }

    private void send(String asked) throws KernelException {
        int error = socket.send(batch.end());
        if (error != 0) {
            throw new KernelException(asked + " (table netdev " + TABLE + ")", error, "");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
