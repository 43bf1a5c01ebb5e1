package dev.skein.config;

import java.util.List;

/**
 * An address that clients know, and that one of the nodes holds.
 *
 * @param address literal without brackets, as the JDK writes it
 * @param prefix length of its network's prefix
 * @param device interface of this node that it is put on; {@code lo} where it is routed, empty where it is external
 * @param prefer ids of nodes, the best first; the others come after them, all alike
 * @param group addresses of one group are held by one node; empty: it goes alone
 */
public record VirtualIpSettings(
        Place place, String address, int prefix, String device, Mode mode, List<String> prefer, String group) {

    /** Who answers for it. */
    public enum Mode {
        /** One node at a time; it stays where it is as long as that can keep it. */
        ACTIVE_PASSIVE,
        /** One node at a time; all of them are spread evenly over the nodes. */
        SPREAD,
        /** Every node; the one that has the lease sends flows on to the others. */
        SHARED,
        /** Every node that is well, on its loopback interface; routers choose. */
        ROUTED,
        /** One node at a time has the lease; programs of the operator's do the rest. */
        EXTERNAL;

        /** Whether it is put on an interface that the operator names. */
        boolean onInterface() {
            return this != ROUTED && this != EXTERNAL;
        }
    }

    public boolean isV6() {
        return address.indexOf(':') >= 0;
    }

    /** {@code 203.0.113.10/24}. */
    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
