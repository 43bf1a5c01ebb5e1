package dev.skein.lease;

/** When the last rounds were sent, and what they asked for. Only the holder touches it. */
final class Rounds {
    /** Far more than fit into a promise. */
    private static final int REMEMBERED = 256;

    private final long[] sentAt = new long[REMEMBERED];
    private final long[] promised = new long[REMEMBERED];
    private long last;
    private long firstThatCounts = 1;

    long begin(long now, long promise) {
        last++;
        sentAt[place(last)] = now;
        promised[place(last)] = promise;
        return last;
    }

    long next() {
        return last + 1;
    }

    boolean remembered(long round) {
        return round <= last && last - round < REMEMBERED;
    }

    /** Whether answers to it still count: not if it was sent before a pause. */
    boolean counts(long round) {
        return round >= firstThatCounts;
    }

    void forgetAll() {
        firstThatCounts = next();
    }

    long sentAt(long round) {
        return sentAt[place(round)];
    }

    long promised(long round) {
        return promised[place(round)];
    }

    private static int place(long round) {
        return (int) (round % REMEMBERED);
    }
}
