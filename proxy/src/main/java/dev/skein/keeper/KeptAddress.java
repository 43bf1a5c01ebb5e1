package dev.skein.keeper;

import dev.skein.lease.Resource;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A virtual address as the node's configuration has it.
 *
 * @param prefix length of its network's prefix
 * @param device interface that it is put on; empty where it is on none
 */
public record KeptAddress(InetAddress address, int prefix, String device, Carrier carrier) {
    private static final Map<KeptAddress, Long> KEYS = new ConcurrentHashMap<>();

    /** What has this machine answer for it. The order is the protocol's. */
    public enum Carrier {
        /** It is on the interface while this node has its lease. */
        INTERFACE,
        /** Programs of the operator's see to it, when this node takes its lease and gives it up. */
        HOOKS,
        /** It is on the loopback interface while the node is well, without a lease; routers choose. */
        LOOPBACK,
        /** It is on the interface of every node; the one that has the lease sends flows on to the others. */
        SHARED
    }

    /** The name under which voters promise it. */
    public String resource() {
        return Resource.ofAddress(address.getHostAddress());
    }

    /** Whether it is on an interface of the operator's, which the fence guards. */
    boolean isGuarded() {
        return carrier == Carrier.INTERFACE || carrier == Carrier.SHARED;
    }

    boolean isBy(Carrier by) {
        return carrier == by;
    }

    /** By which voters and heartbeats know it. */
    long key() {
        return KEYS.computeIfAbsent(this, one -> Resource.named(one.resource()).key());
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix + (device.isEmpty() ? "" : " on " + device);
    }
}
