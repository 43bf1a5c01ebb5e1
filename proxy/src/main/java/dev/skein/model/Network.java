package dev.skein.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3). IPv4 and IPv6 are two worlds: {@code ::/0} holds no
 * IPv4 address. A v4-mapped IPv6 address or block ({@code ::ffff:0:0/96}) counts as IPv4, on both sides of a comparison.
 *
 * @param v6 whether the block is of IPv6 addresses
 * @param high the upper 64 bits of the lowest IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of the lowest address; for IPv4 all 32 of them
 * @param length bits that all members share: 0 to 32, or 0 to 128
 */
public record Network(boolean v6, long high, long low, int length) {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAPPED_BITS = 96;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code length} is out of range or the address has bits set after it
     */
    public Network {
        int most = v6 ? 128 : 32;
        if (length < 0 || length > most) {
            throw new IllegalArgumentException("network: /" + length + " (expected: /0 to /" + most + ")");
        }
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("network: more than 32 bits (expected: an IPv4 address)");
        }
        if ((high & ~highMask(v6, length)) != 0 || (low & ~lowMask(v6, length)) != 0) {
            String block = text(v6, high & highMask(v6, length), low & lowMask(v6, length)) + "/" + length;
            throw new IllegalArgumentException("network: " + text(v6, high, low) + "/" + length
                    + " (expected: no bits set after the first " + length + ", such as " + block + ")");
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address without a length. Never looks a name up.
     *
     * @throws IllegalArgumentException with value and rule if the text is none of these
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] raw = literal(text, address);
        boolean mapped = raw.length == 4 && address.indexOf(':') >= 0;
        int length = slash < 0 ? raw.length * 8 : length(text, text.substring(slash + 1)) - (mapped ? MAPPED_BITS : 0);
        if (raw.length == 4) {
            return new Network(false, 0, v4(raw), length);
        }
        return new Network(true, high(raw), low(raw), length);
    }

    /**
     * Makes one from the parts.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public static Network of(InetAddress address, int length) {
        byte[] raw = address.getAddress();
        return raw.length == 4
                ? new Network(false, 0, v4(raw), length)
                : new Network(true, high(raw), low(raw), length);
    }

    /** Whether the client's address is a member. Allocates nothing. */
    public boolean contains(ClientAddress client) {
        return contains(client.raw());
    }

    /**
     * Whether an address is a member. Allocates nothing.
     *
     * @param raw four or sixteen bytes in network order
     */
    public boolean contains(byte[] raw) {
        if (isV4(raw)) {
            return !v6 && (v4(raw) & lowMask(false, length)) == low;
        }
        return v6 && (high(raw) & highMask(true, length)) == high && (low(raw) & lowMask(true, length)) == low;
    }

    /** Whether every member of the other block is a member of this one. */
    public boolean covers(Network other) {
        return v6 == other.v6
                && length <= other.length
                && (other.high & highMask(v6, length)) == high
                && (other.low & lowMask(v6, length)) == low;
    }

    /** The block as {@code address/length}, in the JDK's form of an address. */
    @Override
    public String toString() {
        return text(v6, high, low) + "/" + length;
    }

    long lastHigh() {
        return high | ~highMask(v6, length);
    }

    long lastLow() {
        return v6 ? low | ~lowMask(true, length) : low | (~lowMask(false, length) & 0xffffffffL);
    }

    static boolean isV4(byte[] raw) {
        return raw.length == 4 || (high(raw) == 0 && (int) INT.get(raw, 8) == 0xffff);
    }

    /** The last four bytes as an unsigned number: an IPv4 address, v4-mapped or not. */
    static long v4(byte[] raw) {
        return (int) INT.get(raw, raw.length - 4) & 0xffffffffL;
    }

    static long high(byte[] raw) {
        return (long) LONG.get(raw, 0);
    }

    static long low(byte[] raw) {
        return (long) LONG.get(raw, 8);
    }

    private static long highMask(boolean v6, int length) {
        return v6 ? mask(Math.min(length, 64)) : 0;
    }

    private static long lowMask(boolean v6, int length) {
        return v6 ? mask(Math.max(length - 64, 0)) : mask(32 + length);
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    private static byte[] literal(String text, String address) {
        // The JDK also takes 10.1 for 10.0.0.1; nobody who writes that into an access list means it.
        boolean dotted = address.chars().filter(c -> c == '.').count() == 3;
        if ((dotted || address.indexOf(':') >= 0) && address.indexOf('%') < 0 && address.indexOf('[') < 0) {
            try {
                return InetAddress.ofLiteral(address).getAddress();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(malformed(text), e);
            }
        }
        throw new IllegalArgumentException(malformed(text));
    }

    private static int length(String text, String digits) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(malformed(text));
        }
        return Integer.parseInt(digits);
    }

    private static String malformed(String text) {
        return "network: " + text + " (expected: an IPv4 or IPv6 address, or a block such as 10.0.0.0/8)";
    }

    private static String text(boolean v6, long high, long low) {
        byte[] raw = new byte[v6 ? 16 : 4];
        if (v6) {
            LONG.set(raw, 0, high);
            LONG.set(raw, 8, low);
        } else {
            INT.set(raw, 0, (int) low);
        }
        try {
            return InetAddress.getByAddress(raw).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError("thrown only for other lengths than 4 and 16", e);
        }
    }
}
