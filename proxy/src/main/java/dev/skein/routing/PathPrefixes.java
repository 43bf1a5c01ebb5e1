package dev.skein.routing;

/**
 * The prefixes of a path that end at a segment's border, with their hashes, from one walk over its bytes: for
 * {@code /a/b} they are {@code /a} (depth 1) and {@code /a/b} (depth 2).
 */
final class PathPrefixes {
    private final int[] ends = new int[PathPattern.Prefix.MAX_SEGMENTS + 1];
    private final int[] hashes = new int[PathPattern.Prefix.MAX_SEGMENTS + 1];
    private int depth;
    private int hash;

    /**
     * Walks the path.
     *
     * @param maxDepth of the prefixes that are asked for
     * @param whole whether the hash of the whole path is asked for, too
     */
    void walk(byte[] bytes, int start, int end, int maxDepth, boolean whole) {
        int h = SpanTable.SEED;
        int d = 0;
        int i = start;
        for (; i < end && (whole || d < maxDepth); i++) {
            byte b = bytes[i];
            if (b == '/' && i > start && d < maxDepth) {
                d++;
                ends[d] = i;
                hashes[d] = h;
            }
            h = SpanTable.next(h, b);
        }
        if (i == end && d < maxDepth) {
            d++;
            ends[d] = end;
            hashes[d] = h;
        }
        depth = d;
        hash = h;
    }

    /** Depth of the deepest prefix found. */
    int depth() {
        return depth;
    }

    int end(int atDepth) {
        return ends[atDepth];
    }

    int hash(int atDepth) {
        return hashes[atDepth];
    }

    /** Hash of the whole path, if that was asked for. */
    int hash() {
        return hash;
    }
}
