package dev.skein.balance;

/**
 * Where round robin stands: a cursor for each event loop and tier. It belongs to a pool and outlives its sets, else every
 * new set would begin with the same server. Loops begin evenly spread over the schedule, and each goes on at the pace of
 * its own requests, so that they do not march over the servers together.
 *
 * <p>A row is used on its own loop only.
 */
public final class Rotation {
    private static final int ROW = 32;

    private final int loops;
    private final int[] cursors;

    /** @param loops number of event loops, at least 1 */
    public Rotation(int loops) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: at least 1)");
        }
        this.loops = loops;
        this.cursors = new int[loops * ROW];
        java.util.Arrays.fill(cursors, -1);
    }

    /** The position to look at next, 0 to {@code length - 1}, and one step on. */
    int next(int loop, int tier, int length) {
        int cell = loop * ROW + tier;
        int at = cursors[cell];
        if (at < 0) {
            at = (int) ((long) loop * length / loops);
        } else if (at >= length) {
            at = at == length ? 0 : at % length;
        }
        cursors[cell] = at + 1;
        return at;
    }
}
