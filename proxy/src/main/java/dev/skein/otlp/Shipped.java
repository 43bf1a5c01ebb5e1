package dev.skein.otlp;

import java.util.concurrent.atomic.LongAdder;

/** How much was taken by a collector, and how much was dropped: over all reloads. For any thread. */
final class Shipped {
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();

    void send(int count) {
        sent.add(count);
    }

    void lose(int count) {
        lost.add(count);
    }

    long sent() {
        return sent.sum();
    }

    long lost() {
        return lost.sum();
    }
}
