package dev.skein.http;

import dev.skein.model.Ascii;

/**
 * The authority {@code host [":" port]} of a {@code Host} field, an absolute-form target or {@code :authority}
 * (RFC 3986 §3.2, RFC 9110 §7.2). The result is packed into one {@code long}, so that nothing is allocated:
 *
 * <pre>{@code
 * long authority = Authority.parse(bytes, start, end);
 * if (authority == Authority.INVALID) ...
 * int hostEnd = Authority.hostEnd(authority);   // the host begins at start
 * int port = Authority.port(authority);         // -1 where none was given
 * }</pre>
 *
 * <p>Stricter than the RFC where its freedom only serves attacks: no user information, no percent-encoding in a name, no
 * comma (two fields joined into one), no empty label, no zone or future literal in brackets, at most 255 characters.
 */
public final class Authority {
    /** What {@link #parse} returns for a span that is no authority we take: answer 400. */
    public static final long INVALID = -1L;

    private static final int MAX_HOST = 255;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    private Authority() {}

    /**
     * Parses an authority.
     *
     * @return {@link #INVALID}, or a value for {@link #hostEnd} and {@link #port}
     */
    public static long parse(byte[] in, int start, int end) {
        int hostEnd = start < end && in[start] == '[' ? literalEnd(in, start, end) : nameEnd(in, start, end);
        if (hostEnd < 0) {
            return INVALID;
        }
        if (hostEnd == end || hostEnd + 1 == end) {
            return pack(hostEnd, -1);
        }
        int port = port(in, hostEnd + 1, end);
        return port < 0 ? INVALID : pack(hostEnd, port);
    }

    /** Where the host ends, its trailing dot or brackets included. */
    public static int hostEnd(long authority) {
        return (int) (authority >>> 32);
    }

    /** The port, 0 to 65535, or -1 where none was given. */
    public static int port(long authority) {
        return (int) authority - 1;
    }

    /**
     * Copies a host as routes are matched with it: lower case, one trailing dot cut.
     *
     * @param start where a host that {@link #parse} found begins
     * @param out may be {@code in} itself if {@code outStart <= start}
     * @return where the copy ends in {@code out}
     */
    public static int lowerHost(byte[] in, int start, int end, byte[] out, int outStart) {
        int last = end > start && in[end - 1] == '.' ? end - 1 : end;
        int o = outStart;
        for (int i = start; i < last; i++) {
            out[o++] = Ascii.lower(in[i]);
        }
        return o;
    }

    private static long pack(int hostEnd, int port) {
        return ((long) hostEnd << 32) | (port + 1);
    }

    private static int nameEnd(byte[] in, int start, int end) {
        int i = start;
        byte previous = '.';
        for (; i < end && in[i] != ':'; i++) {
            byte c = in[i];
            if ((FieldRules.CLASS[c & 0xff] & FieldRules.HOST) == 0 || (c == '.' && previous == '.')) {
                return -1;
            }
            previous = c;
        }
        return i == start || i - start > MAX_HOST ? -1 : i;
    }

    private static int literalEnd(byte[] in, int start, int end) {
        int i = start + 1;
        while (i < end && in[i] != ']') {
            i++;
        }
        if (i == end || (i + 1 < end && in[i + 1] != ':') || !IpText.isV6(in, start + 1, i)) {
            return -1;
        }
        return i + 1;
    }

    /** The number of one to five digits, 0 to 65535; -1 if it is none; 0 for no digit at all. */
    static int port(byte[] in, int start, int end) {
        if (end - start > MAX_PORT_DIGITS) {
            return -1;
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            int digit = in[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port > MAX_PORT ? -1 : port;
    }
}
