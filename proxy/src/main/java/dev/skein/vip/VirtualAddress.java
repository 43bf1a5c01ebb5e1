package dev.skein.vip;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An address that nodes may hold, and where this node would put it.
 *
 * @param address IPv4 or IPv6, of a single host
 * @param prefix of its network: 0 to 32 or 128
 * @param device the interface's name, 1 to 15 characters
 */
public record VirtualAddress(InetAddress address, int prefix, String device) {
    private static final int LONGEST_NAME = 15;

    public VirtualAddress {
        int bits = address.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "prefix: " + prefix + " of " + address.getHostAddress() + " (expected: 0 to " + bits + ")");
        }
        if (device.isEmpty() || device.length() > LONGEST_NAME || device.contains("/") || device.contains(" ")) {
            throw new IllegalArgumentException(
                    "interface: '" + device + "' (expected: 1 to " + LONGEST_NAME + " characters, no blank, no /)");
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "address: " + address.getHostAddress() + " (expected: the address of a single host)");
        }
    }

    /** Of {@code 203.0.113.10/24} or {@code 2001:db8::10}; without a prefix that of a single host. No name is looked up. */
    public static VirtualAddress parse(String text, String device) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = address.getAddress().length * 8;
            return new VirtualAddress(address, slash < 0 ? all : Integer.parseInt(text.substring(slash + 1)), device);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("prefix: " + text + " (expected: address/prefix)", e);
        }
    }

    /** Whether it is of IPv6. */
    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    byte[] bytes() {
        return address.getAddress();
    }

    /** {@code 203.0.113.10/24 on eth0}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix + " on " + device;
    }
}
