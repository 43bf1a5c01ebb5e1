package dev.skein.http;

/**
 * Reads one address of a forwarding field, with or without a port: {@code 192.0.2.1}, {@code 192.0.2.1:80},
 * {@code 2001:db8::1}, {@code [2001:db8::1]}, {@code [2001:db8::1]:80}; the port may be obfuscated as RFC 7239 §6.3 has it.
 * {@code unknown} and obfuscated names are no address. Reused; confined to one event loop.
 */
final class ForwardedNode {
    private static final int MAPPED = 12;

    private final byte[] scratch = new byte[16];
    private final byte[] v4 = new byte[4];
    private final byte[] v6 = new byte[16];
    private byte[] raw = v4;
    private int port;

    /** The address last read: four bytes (also for a v4-mapped one) or sixteen. Changed only by a successful read. */
    byte[] raw() {
        return raw;
    }

    /** The port last read, 0 where there was none. */
    int port() {
        return port;
    }

    /** Whether the span is an address. */
    boolean read(byte[] bytes, int start, int end) {
        if (start == end) {
            return false;
        }
        if (bytes[start] == '[') {
            int close = indexOf(bytes, (byte) ']', start, end);
            return close < end && isV6(bytes, start + 1, close) && read(bytes, start + 1, close, close + 1, end);
        }
        int colon = indexOf(bytes, (byte) ':', start, end);
        boolean one = colon < end && indexOf(bytes, (byte) ':', colon + 1, end) == end;
        return one ? read(bytes, start, colon, colon, end) : read(bytes, start, end, end, end);
    }

    private boolean read(byte[] bytes, int start, int end, int portStart, int portEnd) {
        int number = portStart == portEnd ? 0 : port(bytes, portStart, portEnd);
        int length = number < 0 ? 0 : IpText.parse(bytes, start, end, scratch);
        if (length == 0) {
            return false;
        }
        port = number;
        int from = length == v6.length && mapped() ? MAPPED : 0;
        raw = length - from == v4.length ? v4 : v6;
        System.arraycopy(scratch, from, raw, 0, raw.length);
        return true;
    }

    private boolean mapped() {
        for (int i = 0; i < MAPPED; i++) {
            if (scratch[i] != (i < MAPPED - 2 ? 0 : -1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isV6(byte[] bytes, int start, int end) {
        return indexOf(bytes, (byte) ':', start, end) < end;
    }

    /** The number behind a colon; 0 if obfuscated, -1 if malformed. */
    private static int port(byte[] bytes, int start, int end) {
        if (bytes[start] != ':' || start + 1 == end) {
            return -1;
        }
        if (bytes[start + 1] == '_') {
            return 0;
        }
        return Authority.port(bytes, start + 1, end);
    }

    private static int indexOf(byte[] bytes, byte wanted, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != wanted) {
            i++;
        }
        return i;
    }
}
