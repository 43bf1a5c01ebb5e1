package dev.skein.telemetry;

import dev.skein.model.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The access log: one line an exchange, as bytes. Loops append to chunks of their own and hand them over whole, when full
 * or by {@link #flush}; one thread writes them. When it cannot follow, lines are dropped and counted: no loop ever waits
 * for a disk. One for the life of the process; a reload changes its format or target while loops go on.
 */
public final class AccessLog implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_MILLIS = 3000;

    private final LogLane[] lanes;
    private final LogWriter writer;
    private volatile @Nullable LineFormat format;

    /**
     * A log that is off until {@link #open}.
     *
     * @param loops number of event loops, at least 1
     * @param queueBytes memory for lines that wait for the disk, over all loops; at least two chunks of 64 KiB a loop
     */
    public AccessLog(int loops, long queueBytes) {
        int chunks = Math.clamp(queueBytes / loops / LogLane.CHUNK_SIZE, 2, Short.MAX_VALUE);
        lanes = new LogLane[loops];
        Arrays.setAll(lanes, loop -> new LogLane(chunks));
        writer = new LogWriter(lanes);
        writer.start();
    }

    /** Turns the log on, or changes format and target; the former target is closed. Any thread. */
    public void open(LineFormat newFormat, LogSink target) {
        writer.target(target);
        format = newFormat;
    }

    /** Turns the log off. What was appended before is still written. Any thread. */
    public void off() {
        format = null;
    }

    /** Appends a line for this outcome, if the log is on. On the event loop of that index. */
    public void append(Outcome outcome, int loop) {
        LineFormat current = format;
        if (current != null && lanes[loop].append(current, outcome)) {
            writer.wake();
        }
    }

    /** Hands over what the loop has gathered: to be called about once a second on that loop. */
    public void flush(int loop) {
        if (lanes[loop].flush()) {
            writer.wake();
        }
    }

    /** Opens the target anew: a rotation moved the file away. Any thread; takes effect soon after. */
    public void reopen() {
        writer.reopen();
    }

    /** Lines go there, too, by the log's own thread; null: no more. Any thread. */
    public void copyTo(@Nullable LogCopy copy) {
        writer.copyTo(copy);
    }

    /** Lines written so far. */
    public long written() {
        return writer.written();
    }

    /** Lines that are lost: dropped because the target did not keep up, or because it failed. */
    public long lost() {
        long sum = writer.lost();
        for (LogLane lane : lanes) {
            sum += lane.dropped();
        }
        return sum;
    }

    /** Writes what is left and ends. To be called once no loop appends any more; waits three seconds at most. */
    @Override
    public void close() {
        format = null;
        for (LogLane lane : lanes) {
            lane.finish();
        }
        try {
            writer.stop(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
