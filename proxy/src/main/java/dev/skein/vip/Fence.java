package dev.skein.vip;

import dev.skein.model.Ticker;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The lease that the kernel itself ends: a table of nf_tables which lets frames of guarded addresses in and out only while a
 * set holds the address, and the set forgets it after milliseconds, whatever has become of this process. It is made closed;
 * {@link #arm} opens it for one address. Of the thread of its {@link Kernel}.
 *
 * <p>The table belongs to this process's socket ({@link Mechanism#OWNED}): others can neither change nor flush it, and it
 * outlives the process, closed once its leases have run out. The next start takes it over and makes it anew.
 */
public final class Fence implements AutoCloseable {
    private static final int OWNER_AND_PERSISTENT = 0x2 | 0x4;
    private static final int ROOM = 256 * 1024;
    private static final int MOST = 512;
    private static final long MILLI = 1_000_000;

    private final Ticker ticker;
    private final String table;
    private final Mechanism mechanism;
    private final AddressBook book;
    private final NftSocket socket;
    private final NftBatch whole;
    private final Map<VirtualAddress, Map<FenceSet, LeaseSlot>> guarded = new LinkedHashMap<>();
    private final Map<VirtualAddress, Map<FenceSet, LeaseSlot>> practice = new HashMap<>();
    private final Set<String> relays = new HashSet<>();
    /** Interfaces that guarded addresses were meant for, by index: they stay guarded when they are renamed. */
    private final Set<Integer> devices = new HashSet<>();

    /** Why nobody else can open it. */
    public enum Mechanism {
        /** The table is this socket's own and stays when the process is gone (kernels since 6.9). */
        OWNED,
        /** Others can flush it; that is noticed, and the table made again within a millisecond or so. */
        WATCHED
    }

    Fence(Ticker ticker, String table, Mechanism mechanism, AddressBook book) throws KernelException {
        this.ticker = ticker;
        this.table = table;
        this.mechanism = mechanism;
        this.book = book;
        this.socket = new NftSocket();
        this.whole = new NftBatch(ByteBuffer.allocateDirect(ROOM), table);
        try {
            make();
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    public Mechanism mechanism() {
        return mechanism;
    }

    /** The table's name, in the family netdev. */
    public String table() {
        return table;
    }

    /**
     * Sets which addresses are guarded; those that were and stay keep their leases. Before an address is put, and until
     * after it was removed.
     *
     * @param all at most 512
     * @param relaysFrom hardware addresses (as in {@link Link#mac}) of peers that relay new connections
     */
    public void guard(Collection<VirtualAddress> all, Collection<String> relaysFrom) throws KernelException {
        if (all.size() > MOST) {
            throw new IllegalArgumentException("addresses: " + all.size() + " (expected: at most " + MOST + ")");
        }
        guarded.keySet().retainAll(Set.copyOf(all));
        for (VirtualAddress address : all) {
            guarded.computeIfAbsent(address, this::slots);
        }
        relays.clear();
        relays.addAll(relaysFrom);
        devices.clear();
        make();
    }

    private Map<FenceSet, LeaseSlot> slots(VirtualAddress address) {
        Map<FenceSet, LeaseSlot> slots = new EnumMap<>(FenceSet.class);
        for (FenceSet set : FenceSet.values()) {
            slots.put(set, new LeaseSlot(table, set.name(address.isIpv6()), address.bytes()));
        }
        return slots;
    }

    /**
     * Opens the fence for an address until the deadline, not a moment longer: the kernel closes it by itself. If this thread
     * is held up meanwhile, what is left is told to the kernel again, or taken back.
     *
     * @param deadline of this machine's ticker, in nanoseconds: what is left of the lease since its request was sent
     * @return the milliseconds that the kernel was told; 0 if there is nothing left, and the fence is closed
     */
    public long arm(VirtualAddress address, FenceSet set, long deadline) throws KernelException {
        LeaseSlot slot = slot(address, set);
        slot.armed(deadline);
        while (true) {
            long asked = ticker.nanos();
            // A millisecond less, because the kernel counts from when it reads this.
            long millis = (deadline - asked) / MILLI - 1;
            if (millis <= 0) {
                disarm(address, set);
                return 0;
            }
            send(slot.renewal(millis), "arm " + address);
            if (ticker.nanos() - asked <= MILLI) {
                return millis;
            }
        }
    }

    /** Closes it for an address at once. */
    public void disarm(VirtualAddress address, FenceSet set) throws KernelException {
        LeaseSlot slot = slot(address, set);
        slot.ended();
        send(slot.ending(), "disarm " + address);
    }

    /** Arms and disarms an address that is not guarded, which has no effect: practice. */
    void practise(VirtualAddress address) throws KernelException {
        LeaseSlot slot = Objects.requireNonNull(
                practice.computeIfAbsent(address, this::slots).get(FenceSet.LEASE));
        send(slot.renewal(1), "practice");
        send(slot.ending(), "practice");
    }

    private LeaseSlot slot(VirtualAddress address, FenceSet set) {
        Map<FenceSet, LeaseSlot> slots = guarded.get(address);
        LeaseSlot slot = slots == null ? null : slots.get(set);
        if (slot == null) {
            throw new IllegalArgumentException(address + " (expected: one of the guarded addresses)");
        }
        return slot;
    }

    private void send(ByteBuffer batch, String asked) throws KernelException {
        int error = socket.send(batch);
        if (error == Errno.ENOENT && mechanism == Mechanism.WATCHED) {
            // Flushed, and the notice not read yet. What is made anew has all leases.
            make();
        } else if (error != 0) {
            throw refused(asked, error);
        }
    }

    /** Whether this interface is one of those that are guarded, or has the name of one. */
    boolean concerns(Link link) {
        return devices.contains(link.index())
                || guarded.keySet().stream().anyMatch(each -> each.device().equals(link.name()));
    }

    int port() {
        return socket.port();
    }

    /** Makes the table as it shall be, in one transaction, leases that still run included. */
    void make() throws KernelException {
        int error = make(book.links());
        if (error == Errno.ENOENT || error == Errno.ENODEV) {
            // An interface went, and its notice was not read yet.
            error = make(book.lookUpLinks());
        }
        if (error != 0) {
            throw refused("table netdev " + table, error);
        }
    }

    private int make(Map<Integer, Link> links) throws KernelException {
        links.values().stream().filter(this::concerns).forEach(link -> devices.add(link.index()));
        long asked = ticker.nanos();
        whole.begin().table().deleteTable().table(mechanism == Mechanism.OWNED ? OWNER_AND_PERSISTENT : 0);
        FenceRules.sets(whole);
        guarded.keySet().forEach(each -> whole.element(each.isIpv6() ? "mine6" : "mine4", each.bytes()));
        relays.forEach(each -> whole.element(FenceRules.RELAYS, Link.macBytes(each)));
        guarded.values().forEach(slots -> slots.values().forEach(slot -> addLease(slot, asked)));
        FenceRules.chains(
                whole,
                links.values().stream()
                        .filter(link -> devices.contains(link.index()))
                        .toList(),
                book.linkLocals());
        int error = socket.send(whole.end());
        if (error == 0 && ticker.nanos() - asked > MILLI) {
            correctLeases();
        }
        return error;
    }

    private void addLease(LeaseSlot slot, long now) {
        long millis = (slot.deadline() - now) / MILLI - 1;
        if (slot.isArmed() && millis > 0) {
            slot.addTo(whole, millis);
        }
    }

    /** This thread was held up while the table was made: leases may end later than they should. */
    private void correctLeases() throws KernelException {
        for (Map.Entry<VirtualAddress, Map<FenceSet, LeaseSlot>> entry : guarded.entrySet()) {
            for (Map.Entry<FenceSet, LeaseSlot> slot : entry.getValue().entrySet()) {
                if (slot.getValue().isArmed()) {
                    arm(entry.getKey(), slot.getKey(), slot.getValue().deadline());
                }
            }
        }
    }

    private static KernelException refused(String asked, int error) {
        return new KernelException(asked, error, error == Errno.EPERM ? "or the table is another process's own" : "");
    }

    /** Removes the table: what is still on an interface is open to all. Remove the addresses before. */
    public void dismantle() throws KernelException {
        guarded.clear();
        int error = socket.send(whole.begin().table().deleteTable().end());
        if (error != 0) {
            throw refused("delete table netdev " + table, error);
        }
    }

    /** Closes the socket; the table stays, and closes as its leases run out. */
    @Override
    public void close() {
        socket.close();
    }
}
