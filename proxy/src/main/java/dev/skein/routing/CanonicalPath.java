package dev.skein.routing;

import dev.skein.model.ByteSink;
import java.nio.charset.StandardCharsets;

/**
 * Brings a path that somebody wrote into a configuration into the form that requests' paths have after normalisation
 * (RFC 3986 §6.2.2): what needs encoding is encoded as UTF-8, encodings have upper-case digits, and unreserved characters
 * are not encoded. Dot segments and what could never be in a path are refused.
 */
final class CanonicalPath {
    private static final String HEX = "0123456789ABCDEF";

    private CanonicalPath() {}

    /**
     * The path's normal form.
     *
     * @param name of the setting, for the message
     * @throws IllegalArgumentException with name, value and rule
     */
    static String of(String name, String path) {
        if (!path.startsWith("/")) {
            throw malformed(name, path, "a path beginning with /");
        }
        String canonical = encode(name, path);
        byte[] bytes = canonical.getBytes(StandardCharsets.US_ASCII);
        if (DotSegments.in(bytes, 0, bytes.length)) {
            throw malformed(name, path, "no segment . or ..");
        }
        return canonical;
    }

    /** The encoded form of a piece of a path; dots are not looked at. */
    static String encode(String name, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        ByteSink out = new ByteSink(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            if (c == '%') {
                int value = i + 2 < bytes.length ? Percent.decode(bytes, i) : -1;
                if (value <= 0) {
                    throw malformed(name, path, "two hexadecimal digits behind %, not 00; %25 for a percent sign");
                }
                encoded(value, out);
                i += 2;
            } else if (c < 0x20 || c == 0x7f || c == '?' || c == '#' || c == '\\') {
                throw malformed(name, path, "no control characters, ?, # or \\");
            } else if (c == ' ' || c >= 0x80) {
                put(c, out);
            } else {
                out.put((byte) c);
            }
        }
        return out.toString();
    }

    private static void encoded(int value, ByteSink out) {
        boolean unreserved = (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || "-._~".indexOf(value) >= 0;
        if (unreserved) {
            out.put((byte) value);
        } else {
            put(value, out);
        }
    }

    /** Appends the encoding of one byte. */
    static void put(int value, ByteSink out) {
        out.put((byte) '%');
        out.put((byte) HEX.charAt(value >>> 4 & 15));
        out.put((byte) HEX.charAt(value & 15));
    }

    private static IllegalArgumentException malformed(String name, String path, String rule) {
        return new IllegalArgumentException(name + ": " + path + " (expected: " + rule + ")");
    }
}
