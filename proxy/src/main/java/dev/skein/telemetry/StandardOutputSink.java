package dev.skein.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Writes to the process's standard output, past {@code System.out} and its locks. Never closes it. */
public final class StandardOutputSink implements LogSink {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public void reopen() {
        // A descriptor cannot be rotated.
    }

    @Override
    public void close() {
        // Belongs to the process, which may have more to say.
    }

    @Override
    public String toString() {
        return "standard output";
    }
}
