package dev.skein.config;

import java.net.InetAddress;

/**
 * A network of clients or peers, as {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address.
 *
 * @param address the network's address; the bits behind the prefix are zero
 * @param bits length of the prefix: 0 to 32 or 0 to 128
 */
public record Network(InetAddress address, int bits) {

    /**
     * Whether an address lies within.
     *
     * @param raw four or sixteen bytes in network order; a v4-mapped IPv6 address must have been made IPv4 before
     */
    public boolean contains(byte[] raw) {
        byte[] base = address.getAddress();
        if (base.length != raw.length) {
            return false;
        }
        int whole = bits >>> 3;
        for (int i = 0; i < whole; i++) {
            if (base[i] != raw[i]) {
                return false;
            }
        }
        int mask = 0xff00 >>> (bits & 7) & 0xff;
        return mask == 0 || (base[whole] & mask) == (raw[whole] & mask);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
