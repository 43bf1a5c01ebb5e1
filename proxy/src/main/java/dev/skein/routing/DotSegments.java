package dev.skein.routing;

/**
 * Tells whether a path has a segment that some server reads as "here" or "up": {@code .} and {@code ..}, also encoded
 * ({@code %2e}) and with a parameter ({@code ..;x}, which servlet containers cut off first).
 */
final class DotSegments {
    private DotSegments() {}

    static boolean in(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '/' && segment(bytes, i + 1, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean segment(byte[] bytes, int start, int end) {
        int next = dot(bytes, start, end);
        if (next == start) {
            return false;
        }
        next = dot(bytes, next, end);
        return next == end || bytes[next] == '/' || bytes[next] == ';';
    }

    /** Where a dot at {@code at} ends; {@code at} itself if there is none. */
    private static int dot(byte[] bytes, int at, int end) {
        if (at < end && bytes[at] == '.') {
            return at + 1;
        }
        return at + 2 < end && Percent.decode(bytes, at) == '.' ? at + 3 : at;
    }
}
