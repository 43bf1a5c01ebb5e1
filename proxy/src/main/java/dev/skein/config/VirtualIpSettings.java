package dev.skein.config;

import java.util.List;

/**
 * An address that clients know, and that one of the nodes holds.
 *
 * @param address literal without brackets, as the JDK writes it
 * @param prefix length of its network's prefix
 * @param device interface of this node that it is put on
 * @param prefer ids of nodes, the best first; the others come after them, all alike
 * @param group addresses of one group are held by one node; empty: it goes alone
 */
public record VirtualIpSettings(
        Place place, String address, int prefix, String device, Mode mode, List<String> prefer, String group) {

    /** Who answers for it. */
    public enum Mode {
        /** One node at a time. */
        ACTIVE_PASSIVE
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
