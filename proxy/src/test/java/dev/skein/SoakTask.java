package dev.skein;

import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of the soak, whatever it speaks. Together they take requests until none is left; each does what its seed says, and
 * counts the answers that came whole and as they should.
 */
abstract class SoakTask implements Runnable {
    final Random random;
    final AtomicInteger left;
    final Queue<String> wrong;
    private final String speaks;
    private final AtomicInteger whole = new AtomicInteger();

    /**
     * What all clients share.
     *
     * @param left requests that nobody has taken yet
     * @param wrong what must not have happened
     */
    record Work(AtomicInteger left, Queue<String> wrong) {}

    SoakTask(String speaks, long seed, Work work) {
        this.speaks = speaks;
        this.random = new Random(seed);
        this.left = work.left;
        this.wrong = work.wrong;
    }

    final String speaks() {
        return speaks;
    }

    /** Answers that came whole and as they should. */
    final int whole() {
        return whole.get();
    }

    /** An answer that came whole: whether it is the one that was asked for. */
    final void cameWhole(SoakRequest asked, String coding, String body) {
        if (asked.right(coding, body)) {
            whole.incrementAndGet();
        } else {
            wrong.add(speaks + ", taken for whole, " + body.length() + " bytes: " + asked);
        }
    }
}
