package dev.skein.grid;

import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal of all nodes from its oldest line on, and then line by line as they come. One call waits at the ring all
 * the time, on a virtual thread.
 */
final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    private static final int BATCH = 100;
    private static final long RETRY_NANOS = 500_000_000;

    private final Ringbuffer<byte[]> ring;
    private final Consumer<byte[]> lines;
    private volatile boolean closed;

    JournalReader(Ringbuffer<byte[]> ring, Consumer<byte[]> lines) {
        this.ring = ring;
        this.lines = lines;
    }

    void start(Executor threads) {
        threads.execute(() -> {
            long next = -1;
            while (!closed) {
                next = read(next);
            }
        });
    }

    /** Where to read on; after a failure from the oldest line, since the ring may be another one, or have gone on. */
    private long read(long from) {
        try {
            long next = from < 0 ? ring.headSequence() : from;
            ReadResultSet<byte[]> read = ring.readManyAsync(next, 1, BATCH, null)
                    .toCompletableFuture()
                    .join();
            read.forEach(lines);
            return read.getNextSequenceToReadFrom();
        } catch (RuntimeException e) {
            LOG.debug("journal: reading again from its beginning", e);
            LockSupport.parkNanos(RETRY_NANOS);
            return -1;
        }
    }

    void close() {
        closed = true;
    }
}
