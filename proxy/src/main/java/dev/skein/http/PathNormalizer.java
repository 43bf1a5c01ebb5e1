package dev.skein.http;

/**
 * Brings a path into the one form that is matched <em>and</em> forwarded, so that what was authorised is what the server
 * sees (RFC 3986 §6.2.2): percent-encoded unreserved characters decoded, other encodings with upper-case digits, dot
 * segments removed also where they were encoded, and on wish runs of slashes merged. Nothing is ever decoded twice.
 *
 * <p>Refused, for nobody honest sends it and servers disagree about it: {@code %00}, a broken encoding, a raw backslash,
 * going above the root, a dot segment with a parameter ({@code /..;x/}, which servlet containers read as {@code /../}), and
 * as the policy says {@code %2f} and {@code %5c}. Pure and thread-safe; allocates nothing.
 */
public final class PathNormalizer {

    /** What becomes of {@code %2f} and {@code %5c} in a path. */
    public enum EncodedSlash {
        /** The request is refused: servers that decode them see other segments than we matched. */
        REJECT,
        /** They stay encoded and never separate segments. */
        KEEP
    }

    /**
     * How to normalise.
     *
     * @param mergeSlashes whether {@code //} becomes {@code /}
     */
    public record Policy(boolean mergeSlashes, EncodedSlash encodedSlash) {
        public static final Policy DEFAULT = new Policy(true, EncodedSlash.REJECT);
    }

    /** What {@link #normalize} returns for a path that is refused. */
    public static final int REJECTED = -1;

    private static final byte PLAIN = 0;
    private static final byte SLASH = 1;
    private static final byte PERCENT = 2;
    private static final byte BAD = 3;
    private static final byte[] KIND = new byte[256];
    private static final byte[] HEX = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean allowed = (FieldRules.CLASS[c] & FieldRules.TARGET) != 0 && c != '\\' && c != '?';
            KIND[c] = c == '/' ? SLASH : c == '%' ? PERCENT : allowed ? PLAIN : BAD;
            HEX[c] = (byte) Character.digit(c, 16);
        }
    }

    private PathNormalizer() {}

    /**
     * Whether the path already has the form that {@link #normalize} would give it, under either policy for encoded slashes:
     * the usual case, told in one scan.
     *
     * @return false also for paths that would be refused
     */
    public static boolean isCanonical(byte[] in, int start, int end, boolean mergeSlashes) {
        if (start >= end || in[start] != '/') {
            return false;
        }
        for (int i = start; i < end; i++) {
            byte kind = KIND[in[i] & 0xff];
            if (kind == PLAIN) {
                continue;
            }
            if (kind == SLASH) {
                if (i + 1 < end
                        && ((in[i + 1] == '.' && dotSegment(in, i + 1, end)) || (mergeSlashes && in[i + 1] == '/'))) {
                    return false;
                }
            } else if (kind == BAD || !canonicalEncoding(in, i, end)) {
                return false;
            } else {
                i += 2;
            }
        }
        return true;
    }

    /**
     * Writes the normal form of a path.
     *
     * @param in the path, without query, beginning with {@code /}
     * @param out may be {@code in} itself if {@code outStart <= start}; at most {@code end - start} bytes are written
     * @return where the normal form ends in {@code out}, or {@link #REJECTED}
     */
    public static int normalize(byte[] in, int start, int end, byte[] out, int outStart, Policy policy) {
        if (start >= end || in[start] != '/') {
            return REJECTED;
        }
        int o = outStart;
        out[o++] = '/';
        int segment = o;
        for (int i = start + 1; i < end; ) {
            byte kind = KIND[in[i] & 0xff];
            if (kind == PLAIN) {
                out[o++] = in[i++];
                continue;
            }
            if (kind == SLASH) {
                o = endSegment(out, outStart, segment, o, policy.mergeSlashes);
                segment = o;
                i++;
            } else {
                o = kind == PERCENT ? encoded(in, i, end, out, o, policy.encodedSlash) : REJECTED;
                i += 3;
            }
            if (o == REJECTED) {
                return REJECTED;
            }
        }
        return lastSegment(out, outStart, segment, o);
    }

    /** A slash follows the segment {@code [segment, o)}; returns where the next one begins. */
    private static int endSegment(byte[] out, int outStart, int segment, int o, boolean merge) {
        if (segment == o) {
            return merge ? o : slash(out, o);
        }
        int last = lastSegment(out, outStart, segment, o);
        return last == o ? slash(out, o) : last;
    }

    private static int slash(byte[] out, int o) {
        out[o] = '/';
        return o + 1;
    }

    /** Takes a dot segment back; returns where the path ends then: {@code o} itself if it was none. */
    private static int lastSegment(byte[] out, int outStart, int segment, int o) {
        if (segment == o || out[segment] != '.' || !dotSegment(out, segment, o)) {
            return o;
        }
        int length = o - segment;
        if (length == 1) {
            return segment;
        }
        if (length != 2 || out[segment + 1] != '.' || segment == outStart + 1) {
            return REJECTED;
        }
        int parent = segment - 1;
        while (out[parent - 1] != '/') {
            parent--;
        }
        return parent;
    }

    /** Whether the segment at {@code i}, which begins with a dot, is {@code .} or {@code ..}, alone or with a parameter. */
    private static boolean dotSegment(byte[] in, int i, int end) {
        int next = i + 1 < end && in[i + 1] == '.' ? i + 2 : i + 1;
        return next == end || in[next] == '/' || in[next] == ';';
    }

    private static boolean canonicalEncoding(byte[] in, int i, int end) {
        int value = decode(in, i, end);
        return value > 0
                && (FieldRules.CLASS[value] & FieldRules.UNRESERVED) == 0
                && value != '/'
                && value != '\\'
                && in[i + 1] < 'a'
                && in[i + 2] < 'a';
    }

    private static int encoded(byte[] in, int i, int end, byte[] out, int at, EncodedSlash policy) {
        int value = decode(in, i, end);
        if (value <= 0 || (policy == EncodedSlash.REJECT && (value == '/' || value == '\\'))) {
            return REJECTED;
        }
        if ((FieldRules.CLASS[value] & FieldRules.UNRESERVED) != 0) {
            out[at] = (byte) value;
            return at + 1;
        }
        out[at] = '%';
        out[at + 1] = upper(in[i + 1]);
        out[at + 2] = upper(in[i + 2]);
        return at + 3;
    }

    /** The byte that the encoding at {@code i} stands for, 0 to 255, or -1 if it is none. */
    private static int decode(byte[] in, int i, int end) {
        if (i + 2 >= end) {
            return -1;
        }
        int high = HEX[in[i + 1] & 0xff];
        int low = HEX[in[i + 2] & 0xff];
        return (high | low) < 0 ? -1 : (high << 4) | low;
    }

    private static byte upper(byte digit) {
        return (byte) (digit >= 'a' ? digit - 32 : digit);
    }
}
