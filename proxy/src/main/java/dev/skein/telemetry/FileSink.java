package dev.skein.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a file, made with its directories if absent. */
public final class FileSink implements LogSink {
    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LogLane.CHUNK_SIZE);
    private FileChannel channel;

    /** Opens the file for appending. */
    public FileSink(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        this.channel = open();
    }

    private FileChannel open() throws IOException {
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        // Copied by hand: given a heap buffer, the channel would keep a direct one of its own for this thread.
        for (int start = 0; start < length; start += buffer.capacity()) {
            buffer.clear()
                    .put(bytes, start, Math.min(buffer.capacity(), length - start))
                    .flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    @Override
    public void reopen() throws IOException {
        FileChannel next = open();
        channel.close();
        channel = next;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
