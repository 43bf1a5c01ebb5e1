package dev.skein.keeper;

import dev.skein.vip.Connections;
import dev.skein.vip.Fence;
import dev.skein.vip.FenceSet;
import dev.skein.vip.Flow;
import dev.skein.vip.Kernel;
import dev.skein.vip.KernelException;
import dev.skein.vip.Link;
import dev.skein.vip.Sharing;
import dev.skein.vip.VirtualAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Hand-overs by the kernel itself: the fence's second lease, and the relay. */
final class KernelHandOvers implements HandOverPort, AutoCloseable {
    /** Longer than any: ended by word, by the fence's leases, or with this process. */
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    private final KernelPort port;
    private final Kernel kernel;
    /** Of the thread that asks for connections. */
    private final Connections connections;

    private Set<String> peers = Set.of();

    KernelHandOvers(KernelPort port, Kernel kernel) throws KernelException {
        this.port = port;
        this.kernel = kernel;
        this.connections = new Connections();
    }

    @Override
    public long mac(KeptAddress address) {
        for (Link link : kernel.links()) {
            if (link.name().equals(address.device())) {
                return link.number();
            }
        }
        return 0;
    }

    @Override
    public void peers(Set<Long> macs) throws IOException {
        Set<String> texts = macs.stream().map(Link::mac).collect(Collectors.toUnmodifiableSet());
        peers = texts;
        port.peers(texts);
        kernel.relay().peers(texts);
    }

    @Override
    public void offer(KeptAddress address) throws IOException {
        kernel.relay().prepare(port.virtual(address));
    }

    /** The relay first: no connection may begin here that it does not remember. */
    @Override
    public void expect(KeptAddress address, long holderMac, long until) throws IOException {
        VirtualAddress virtual = port.virtual(address);
        kernel.relay().endDivert(virtual);
        kernel.relay().start(virtual, Link.mac(holderMac), DAY);
        serve(address, until);
    }

    /** Between two of these steps a new connection is either this node's or the successor's, and an open one is served. */
    @Override
    public void retire(KeptAddress address, long successorMac, long until) throws IOException {
        kernel.relay().divert(port.virtual(address), Link.mac(successorMac), DAY);
        stepBack(address, until);
    }

    @Override
    public void serve(KeptAddress address, long until) throws IOException {
        serve(needed(address), address, until);
    }

    private void serve(Fence fence, KeptAddress address, long until) throws IOException {
        fence.arm(port.virtual(address), FenceSet.SERVE, until);
        port.live(address, until);
    }

    private Fence needed(KeptAddress address) throws IOException {
        Fence fence = port.fence();
        if (fence == null) {
            throw new IOException(address + " can't be served beside its holder: there is no fence");
        }
        return fence;
    }

    @Override
    public void divide(Map<KeptAddress, Division> all, Map<KeptAddress, Set<Flow>> elsewhere) throws IOException {
        Map<VirtualAddress, Sharing.Division> next = new HashMap<>();
        Map<Long, String> macs = new HashMap<>(Map.of(0L, ""));
        for (Map.Entry<KeptAddress, Division> each : all.entrySet()) {
            VirtualAddress virtual = port.virtual(each.getKey());
            Division division = each.getValue();
            next.put(
                    virtual,
                    new Sharing.Division(
                            texts(division.homes(), macs),
                            texts(division.formers(), macs),
                            texts(division.holders(), macs),
                            division.held()));
        }
        Map<VirtualAddress, Set<Flow>> others = new HashMap<>();
        for (Map.Entry<KeptAddress, Set<Flow>> each : elsewhere.entrySet()) {
            others.put(port.virtual(each.getKey()), each.getValue());
        }
        kernel.sharing().divide(next, peers, others);
    }

    @Override
    public int endSuperseded() throws IOException {
        return kernel.sharing().endSuperseded();
    }

    private static List<String> texts(List<Long> numbers, Map<Long, String> macs) {
        return numbers.stream()
                .map(number -> macs.computeIfAbsent(number, Link::mac))
                .toList();
    }

    /** Serving first: between the two, the address is held and served. */
    @Override
    public void stepBack(KeptAddress address, long until) throws IOException {
        VirtualAddress virtual = port.virtual(address);
        Fence fence = needed(address);
        serve(fence, address, until);
        fence.disarm(virtual, FenceSet.LEASE);
        kernel.silence(virtual);
    }

    @Override
    public void divert(KeptAddress address, long nextMac) throws IOException {
        if (nextMac == 0) {
            kernel.relay().endDivert(port.virtual(address));
        } else {
            kernel.relay().divert(port.virtual(address), Link.mac(nextMac), DAY);
        }
    }

    @Override
    public void relay(KeptAddress address, long formerMac) throws IOException {
        if (formerMac == 0) {
            kernel.relay().end(port.virtual(address));
        } else {
            kernel.relay().start(port.virtual(address), Link.mac(formerMac), DAY);
        }
    }

    /** Nothing of a hand-over is left of it. */
    void drop(VirtualAddress virtual, Fence fence) throws KernelException {
        fence.disarm(virtual, FenceSet.SERVE);
        kernel.relay().end(virtual);
        kernel.relay().endDivert(virtual);
    }

    @Override
    public void tickle(KeptAddress address, List<Flow> flows) {
        port.known(address).ifPresent(virtual -> kernel.tickle(virtual, flows));
    }

    @Override
    public List<Flow> connections(KeptAddress address, boolean unfinished) throws IOException {
        return unfinished
                ? connections.unfinished(address.address())
                : connections.established(address.address(), FlowCodec.MOST);
    }

    @Override
    public void close() {
        connections.close();
    }
}
