package dev.skein.keeper;

import dev.skein.model.Ticker;
import dev.skein.vip.AssignedAddress;
import dev.skein.vip.Fence;
import dev.skein.vip.FenceSet;
import dev.skein.vip.Kernel;
import dev.skein.vip.KernelEvent;
import dev.skein.vip.KernelException;
import dev.skein.vip.Link;
import dev.skein.vip.Privileges;
import dev.skein.vip.VirtualAddress;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel itself. The fence's lease ends when the voters' does; below it lies the address's own lifetime of whole
 * seconds, renewed well before it ends, for kernels without a fence and for what the fence does not see.
 */
final class KernelPort implements AddressPort {
    private static final String TABLE = "skein";
    private static final long SECOND = 1_000_000_000;
    private static final int LOOP_SECONDS = 3;

    private final Ticker ticker;
    private final Listener listener;
    private final Kernel kernel;
    private final Map<KeptAddress, VirtualAddress> known = new HashMap<>();
    /** What is on, and when its lifetime was last set. */
    private final Map<KeptAddress, Long> on = new HashMap<>();

    private final KernelHandOvers handOvers;
    private Set<String> peers = Set.of();
    private @Nullable Fence fence;

    private KernelPort(Ticker ticker, Listener listener) throws KernelException {
        this.ticker = ticker;
        this.listener = listener;
        this.kernel = Kernel.open(ticker, this::hear);
        this.handOvers = new KernelHandOvers(this, kernel);
    }

    static AddressPort open(Ticker ticker, Listener listener) throws IOException {
        List<String> missing = Privileges.own().missing();
        if (!missing.isEmpty()) {
            throw new IOException(String.join("; ", missing));
        }
        KernelPort port = new KernelPort(ticker, listener);
        // Nothing of a former keeper's answers any more, with a fence or without.
        for (AssignedAddress left : port.kernel.removeLeftovers()) {
            listener.note("a former keeper left " + left.address().getHostAddress() + " on interface " + left.index()
                    + ": taken off");
        }
        return port;
    }

    @Override
    public @Nullable String guard(Collection<KeptAddress> all) throws IOException {
        known.keySet().retainAll(all);
        all.forEach(one ->
                known.computeIfAbsent(one, kept -> new VirtualAddress(kept.address(), kept.prefix(), kept.device())));
        for (VirtualAddress address : known.values()) {
            if (kernel.links().stream().noneMatch(link -> link.name().equals(address.device()))) {
                listener.unusable(address.device(), "there is no interface " + address.device());
            }
        }
        try {
            if (fence == null) {
                fence = kernel.fence(TABLE);
                kernel.warm();
                if (fence.mechanism() == Fence.Mechanism.WATCHED) {
                    listener.note("fence: this kernel has no owned tables: others can flush it, which is noticed");
                }
            }
            fence.guard(guarded(), peers);
            return null;
        } catch (KernelException e) {
            return "no fence, so only failure-detection = calm may hold addresses: " + e.getMessage();
        }
    }

    private List<VirtualAddress> guarded() {
        return known.entrySet().stream()
                .filter(one -> one.getKey().isGuarded())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whose relayed connections are taken. */
    void peers(Set<String> macs) throws KernelException {
        if (!macs.equals(peers)) {
            peers = macs;
            if (fence != null) {
                fence.guard(guarded(), peers);
            }
        }
    }

    @Nullable
    Fence fence() {
        return fence;
    }

    Optional<VirtualAddress> known(KeptAddress address) {
        return Optional.ofNullable(known.get(address));
    }

    VirtualAddress virtual(KeptAddress address) throws IOException {
        VirtualAddress found = known.get(address);
        if (found == null) {
            throw new IOException(address + " is not one of the guarded addresses");
        }
        return found;
    }

    /** The fence first: closed, it would drop the announcement. */
    @Override
    public void take(KeptAddress address, long until) throws IOException {
        VirtualAddress virtual = virtual(address);
        arm(virtual, until);
        put(address, virtual, until);
        kernel.announce(virtual);
    }

    @Override
    public void renew(KeptAddress address, long until) throws IOException {
        VirtualAddress virtual = virtual(address);
        arm(virtual, until);
        if (on.containsKey(address)) {
            live(address, until);
        } else {
            take(address, until);
        }
    }

    /** Keeps it on its interface, or puts it there. */
    void live(KeptAddress address, long until) throws IOException {
        Long set = on.get(address);
        if (set == null || ticker.nanos() - set > SECOND / 4) {
            put(address, virtual(address), until);
        }
    }

    private void arm(VirtualAddress address, long until) throws KernelException {
        if (fence != null) {
            fence.arm(address, FenceSet.LEASE, until);
        }
    }

    /** Whole seconds, one more than are left, so that between two renewals it never ends by itself. */
    private void put(KeptAddress address, VirtualAddress virtual, long until) throws KernelException {
        long left = Math.max(0, until - ticker.nanos());
        kernel.put(virtual, (int) (left / SECOND) + (fence == null ? 1 : 2));
        on.put(address, ticker.nanos());
    }

    @Override
    public void drop(KeptAddress address) throws IOException {
        VirtualAddress virtual = virtual(address);
        on.remove(address);
        if (fence != null && address.isGuarded()) {
            fence.disarm(virtual, FenceSet.LEASE);
            handOvers.drop(virtual, fence);
        }
        kernel.remove(virtual);
    }

    @Override
    public void loop(KeptAddress address) throws IOException {
        kernel.put(virtual(address), LOOP_SECONDS);
        on.put(address, ticker.nanos());
    }

    @Override
    public HandOverPort handOvers() {
        return handOvers;
    }

    @Override
    public boolean turn() throws IOException {
        kernel.turn(0);
        return kernel.tickling();
    }

    private void hear(KernelEvent event) {
        switch (event) {
            case KernelEvent.AddressLost(VirtualAddress address) -> restore(address);
            case KernelEvent.LinkChanged(Link link) -> usable(link);
            case KernelEvent.LinkCame(Link link) -> usable(link);
            case KernelEvent.LinkGone(Link link) -> unusable(link.name(), "is gone");
            case KernelEvent.LinkRenamed(Link link, String before) -> {
                unusable(before, "is " + link.name() + " now");
                usable(link);
            }
            default -> listener.note("kernel: " + event);
        }
    }

    /** Put on again with the next renewal, which comes within a heartbeat. */
    private void restore(VirtualAddress address) {
        known.forEach((kept, virtual) -> {
            if (virtual.equals(address) && on.remove(kept) != null) {
                listener.note(address + " was taken off by other software: put on again");
            }
        });
    }

    private void usable(Link link) {
        if (link.up()) {
            listener.usable(link.name());
        } else {
            unusable(link.name(), "is down");
        }
    }

    private void unusable(String device, String why) {
        if (known.values().stream().anyMatch(address -> address.device().equals(device))) {
            listener.unusable(device, "interface " + device + " " + why + ": its addresses are left to other nodes");
        }
    }

    /** The fence's table stays, closed; so nothing answers, whatever is on. */
    @Override
    public void close() {
        handOvers.close();
        kernel.close();
    }
}
