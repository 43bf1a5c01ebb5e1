package dev.skein.coding;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The encoders of one loop. Each holds memory that nothing else counts: there are only as many as a budget allows, so that
 * with many slow readers the frugal codings are left, and then none.
 */
public final class Encoders {
    private static final int KEPT = 16;

    private final Map<Coding, ArrayDeque<ContentEncoder>> free = new EnumMap<>(Coding.class);
    private final AcceptedCodings accepted = new AcceptedCodings();
    private int units;

    /** @param bytes that all of them may hold at once; those that wait for their next stream come on top, a few of each */
    public Encoders(long bytes) {
        this.units = (int) Math.min(Integer.MAX_VALUE, bytes / Coding.UNIT);
        for (Coding coding : Coding.values()) {
            free.put(coding, new ArrayDeque<>());
        }
    }

    /** For what a client says it takes; the same object each time. */
    public AcceptedCodings accepted() {
        return accepted;
    }

    /** Whether there is room for one more of it. */
    boolean hasRoom(Coding coding) {
        return coding.units() <= units;
    }

    /**
     * One that begins, of a coding that {@link AcceptedCodings} chose just now.
     *
     * @param level 1, fast, to 9, small
     * @param length of the body in bytes, exactly; -1: not known
     */
    public ContentEncoder take(Coding coding, int level, long length) {
        units -= coding.units();
        ContentEncoder kept = pool(coding).pollLast();
        return switch (coding) {
            case GZIP -> (kept instanceof GzipEncoder gzip ? gzip : new GzipEncoder()).begin(level);
            case BR -> new BrotliEncoder(level);
            case ZSTD -> (kept instanceof ZstdEncoder zstd ? zstd : new ZstdEncoder()).begin(level, length);
        };
    }

    /** Takes it back, wherever its stream has got to. */
    public void give(ContentEncoder encoder) {
        units += encoder.coding().units();
        ArrayDeque<ContentEncoder> pool = pool(encoder.coding());
        // A stream of brotli can't begin anew.
        if (encoder.coding() != Coding.BR
                && pool.size() < KEPT / encoder.coding().units() + 1) {
            pool.addLast(encoder);
        } else {
            encoder.free();
        }
    }

    private ArrayDeque<ContentEncoder> pool(Coding coding) {
        return Objects.requireNonNull(free.get(coding));
    }
}
