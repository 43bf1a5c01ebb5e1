package dev.skein.http;

import dev.skein.model.ClientAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text in a byte span (RFC 3986 §3.2.2, RFC 4291 §2.2), read strictly: four decimal octets without leading
 * zeros, or an IPv6 address without brackets and zone. Never asks a name server. Thread-safe.
 */
public final class IpText {
    private static final int V4 = 4;
    private static final int V6 = 16;

    private IpText() {}

    /**
     * Reads an address.
     *
     * @param out at least sixteen bytes; receives the address in network order
     * @return 4 or 16: how many bytes were written; 0 if the span is no address, {@code out} then holds anything
     */
    public static int parse(byte[] in, int start, int end, byte[] out) {
        for (int i = start; i < end; i++) {
            if (in[i] == ':') {
                return parseV6(in, start, end, out) ? V6 : 0;
            }
        }
        return parseV4(in, start, end, out, 0) ? V4 : 0;
    }

    /** The address of the span with a port, or null if it is none. Allocates. */
    public static @Nullable ClientAddress address(byte[] in, int start, int end, int port) {
        byte[] raw = new byte[V6];
        int length = parse(in, start, end, raw);
        return length == 0 ? null : address(Arrays.copyOf(raw, length), port);
    }

    /** The client address of four or sixteen raw bytes. Allocates. */
    public static ClientAddress address(byte[] raw, int port) {
        try {
            return ClientAddress.of(InetAddress.getByAddress(raw), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + raw.length + " bytes (expected: 4 or 16)", e);
        }
    }

    /** Whether the span is an IPv6 address, without brackets. */
    static boolean isV6(byte[] in, int start, int end) {
        return parseV6(in, start, end, null);
    }

    private static boolean parseV4(byte[] in, int start, int end, byte @Nullable [] out, int at) {
        int i = start;
        for (int octet = 0; octet < V4; octet++) {
            int from = i;
            int value = 0;
            while (i < end && i - from < 3 && in[i] >= '0' && in[i] <= '9') {
                value = value * 10 + in[i++] - '0';
            }
            boolean leadingZero = i - from > 1 && in[from] == '0';
            boolean separated = octet == V4 - 1 ? i == end : i < end && in[i] == '.';
            if (i == from || leadingZero || value > 255 || !separated) {
                return false;
            }
            put(out, at + octet, value);
            i++;
        }
        return true;
    }

    private static boolean parseV6(byte[] in, int start, int end, byte @Nullable [] out) {
        int gap = doubleColon(in, start, end);
        if (gap < 0) {
            return groups(in, start, end, out, 0) == V6;
        }
        for (int i = start; i < gap; i++) {
            if (in[i] == '.') {
                return false;
            }
        }
        int left = gap == start ? 0 : groups(in, start, gap, out, 0);
        if (left < 0) {
            return false;
        }
        int right = gap + 2 == end ? left : groups(in, gap + 2, end, out, left);
        // The gap stands for one group at least.
        return right >= 0 && right <= V6 - 2 && spread(out, left, right);
    }

    private static int doubleColon(byte[] in, int start, int end) {
        for (int i = start; i + 1 < end; i++) {
            if (in[i] == ':' && in[i + 1] == ':') {
                return i;
            }
        }
        return -1;
    }

    /** Reads one group or more, the last of which may be an IPv4 address; returns where they end in {@code out}, or -1. */
    private static int groups(byte[] in, int start, int end, byte @Nullable [] out, int from) {
        int at = from;
        for (int i = start; ; i++) {
            int groupEnd = groupEnd(in, i, end);
            if (groupEnd < end && in[groupEnd] == '.') {
                return at + V4 <= V6 && parseV4(in, i, end, out, at) ? at + V4 : -1;
            }
            if (groupEnd == i || at == V6) {
                return -1;
            }
            putGroup(in, i, groupEnd, out, at);
            at += 2;
            if (groupEnd == end) {
                return at;
            }
            if (in[groupEnd] != ':') {
                return -1;
            }
            i = groupEnd;
        }
    }

    private static int groupEnd(byte[] in, int start, int end) {
        int i = start;
        while (i < end && i - start < 4 && (FieldRules.CLASS[in[i] & 0xff] & FieldRules.HEX) != 0) {
            i++;
        }
        return i;
    }

    private static void putGroup(byte[] in, int start, int end, byte @Nullable [] out, int at) {
        int value = 0;
        for (int i = start; i < end; i++) {
            value = (value << 4) | Character.digit(in[i], 16);
        }
        put(out, at, value >>> 8);
        put(out, at + 1, value);
    }

    private static void put(byte @Nullable [] out, int at, int value) {
        if (out != null) {
            out[at] = (byte) value;
        }
    }

    /** Moves what stands after the gap to the right end. */
    private static boolean spread(byte @Nullable [] out, int gap, int bytes) {
        if (out != null) {
            int tail = bytes - gap;
            System.arraycopy(out, gap, out, V6 - tail, tail);
            Arrays.fill(out, gap, V6 - tail, (byte) 0);
        }
        return true;
    }
}
