package dev.skein.keeper;

import dev.skein.lease.Resource;
import java.net.InetAddress;

/**
 * A virtual address as the node's configuration has it.
 *
 * @param prefix length of its network's prefix
 * @param device interface that it is put on
 */
public record KeptAddress(InetAddress address, int prefix, String device) {
    /** The name under which voters promise it. */
    public String resource() {
        return Resource.ofAddress(address.getHostAddress());
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix + " on " + device;
    }
}
