package dev.skein.proxying;

import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;

/** Looks after the node's memory a few times a second, and tells when new requests are refused for it. For one thread. */
public final class MemoryWatch {
    private final BodyMemory memory;
    private final HeapRoom heap;
    private final Ticker ticker;
    private final Journal journal;
    private boolean told;

    public MemoryWatch(BodyMemory memory, Ticker ticker, Journal journal) {
        this(memory, HeapRoom.ofJvm(), ticker, journal);
    }

    MemoryWatch(BodyMemory memory, HeapRoom heap, Ticker ticker, Journal journal) {
        this.memory = memory;
        this.heap = heap;
        this.ticker = ticker;
        this.journal = journal;
    }

    /** Called every 100 ms or so. */
    public void look() {
        memory.heap(heap.full(ticker.nanos()));
        memory.measure();
        tell();
    }

    /** Of what begins and ends within a tenth of a second nothing is told. */
    void tell() {
        boolean now = memory.exhausted();
        if (now != told) {
            told = now;
            journal.add(now ? EventKind.OVERLOAD_BEGAN : EventKind.OVERLOAD_ENDED, "memory", memory.text());
        }
    }
}
