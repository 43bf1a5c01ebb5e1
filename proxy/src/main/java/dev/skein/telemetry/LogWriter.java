package dev.skein.telemetry;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that takes filled chunks from all loops and writes them. A target that fails costs its lines, which are
 * counted; a target that blocks blocks this thread only.
 */
final class LogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int COMPLAIN_EVERY = 1000;

    private final LogLane[] lanes;
    private final Thread thread;
    private @Nullable LogSink sink;
    private int failures;

    private volatile @Nullable LogCopy copy;
    private volatile @Nullable LogSink nextSink;
    private volatile boolean switchSink;
    private volatile boolean reopen;
    private volatile boolean stopping;
    private volatile boolean parked;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    LogWriter(LogLane[] lanes) {
        this.lanes = lanes;
        this.thread = Thread.ofPlatform().name("skein-access-log").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Another target from the next chunk on; null for none. */
    void target(@Nullable LogSink next) {
        nextSink = next;
        switchSink = true;
        LockSupport.unpark(thread);
    }

    void copyTo(@Nullable LogCopy next) {
        copy = next;
    }

    void reopen() {
        reopen = true;
        LockSupport.unpark(thread);
    }

    /** Tells the writer that a chunk was handed over; costs a system call only if it sleeps. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Writes what was handed over, then ends; waits for that at most so long. */
    void stop(long timeoutMillis) throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(timeoutMillis);
    }

    /** Lines written so far. */
    long written() {
        return written.get();
    }

    /** Lines lost so far because the target failed. */
    long lost() {
        return lost.get();
    }

    @Override
    public void run() {
        while (true) {
            boolean last = stopping;
            applyRequests();
            if (!drain()) {
                if (last) {
                    break;
                }
                sleep();
            }
        }
        closeSink();
    }

    private void sleep() {
        parked = true;
        // Seen by no loop yet? Then whatever it handed over before is found here, or else in half a second.
        if (!drain() && !switchSink && !reopen && !stopping) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        parked = false;
    }

    private void applyRequests() {
        if (switchSink) {
            switchSink = false;
            closeSink();
            sink = nextSink;
            failures = 0;
        }
        if (reopen) {
            reopen = false;
            reopenSink();
        }
    }

    private void reopenSink() {
        if (sink != null) {
            try {
                sink.reopen();
            } catch (IOException e) {
                LOG.warn("access log: cannot reopen {}: {}", sink, e.toString());
            }
        }
    }

    private void closeSink() {
        if (sink != null) {
            try {
                sink.close();
            } catch (IOException e) {
                LOG.warn("access log: cannot close {}: {}", sink, e.toString());
            }
        }
    }

    private boolean drain() {
        boolean any = false;
        for (LogLane lane : lanes) {
            // One of each in turn, so that a busy loop doesn't make the others wait.
            LogChunk chunk = lane.take();
            if (chunk != null) {
                any = true;
                write(chunk);
                lane.giveBack(chunk);
            }
        }
        return any;
    }

    private void write(LogChunk chunk) {
        LogCopy also = copy;
        if (also != null) {
            also.take(chunk.bytes, chunk.length);
        }
        LogSink target = sink;
        if (target == null) {
            lost.addAndGet(chunk.lines);
            return;
        }
        try {
            target.write(chunk.bytes, chunk.length);
            written.addAndGet(chunk.lines);
        } catch (IOException e) {
            lost.addAndGet(chunk.lines);
            failures++;
            if (failures % COMPLAIN_EVERY == 1) {
                LOG.warn("access log: cannot write to {}: {}", target, e.toString());
            }
        }
    }
}
