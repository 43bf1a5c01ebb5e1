package dev.skein.proxying;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The streams of gzip of one loop. Each takes memory that nothing else counts: there are not any number of them. */
final class Gzips {
    private static final int MOST = 128;
    private static final int KEPT = 16;

    private final ArrayDeque<Gzip> free = new ArrayDeque<>();
    private int open;

    /** One that begins; null where there are too many. */
    @Nullable
    Gzip take(int level) {
        if (open == MOST) {
            return null;
        }
        open++;
        Gzip kept = free.pollLast();
        Gzip gzip = kept == null ? new Gzip() : kept;
        gzip.begin(level);
        return gzip;
    }

    void give(Gzip gzip) {
        open--;
        if (free.size() < KEPT) {
            free.addLast(gzip);
        } else {
            gzip.free();
        }
    }
}
