package dev.skein.heartbeat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * CLOCK_BOOTTIME without native code: the first figure of {@code /proc/uptime}, in steps of 10 ms, which goes on while the
 * machine is suspended (proc_uptime(5)). Of the heartbeat's thread.
 */
public final class BootTime implements LongSupplier, AutoCloseable {
    private static final long HUNDREDTH = 10_000_000;

    private final FileChannel uptime;
    private final ByteBuffer line = ByteBuffer.allocate(64);
    private long last;

    private BootTime(FileChannel uptime) {
        this.uptime = uptime;
    }

    /** Fails where there is no such file: not on Linux. */
    public static BootTime open() throws IOException {
        return new BootTime(FileChannel.open(Path.of("/proc/uptime")));
    }

    /** Nanoseconds since the machine was started; the last value again if it can't be read. */
    @Override
    public long getAsLong() {
        try {
            line.clear();
            uptime.read(line, 0);
            line.flip();
            long hundredths = 0;
            for (byte digit = line.get(); digit != ' '; digit = line.get()) {
                hundredths = digit == '.' ? hundredths : hundredths * 10 + (digit - '0');
            }
            last = hundredths * HUNDREDTH;
        } catch (IOException e) {
            return last;
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        uptime.close();
    }
}
