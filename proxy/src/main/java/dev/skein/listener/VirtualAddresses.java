package dev.skein.listener;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that this machine has only at times: the cluster's virtual ones. Sockets are bound to them beforehand, so that
 * they are there in the moment in which the address comes. Any thread.
 */
public final class VirtualAddresses {
    private volatile Set<InetAddress> all = Set.of();

    /** From now on these are expected; sockets that were bound for others stay. */
    public void expect(Collection<InetAddress> addresses) {
        all = Set.copyOf(addresses);
    }

    Set<InetAddress> all() {
        return all;
    }

    /** @param address null: of a name that nobody knows */
    boolean has(@Nullable InetAddress address) {
        return address != null && all.contains(address);
    }
}
