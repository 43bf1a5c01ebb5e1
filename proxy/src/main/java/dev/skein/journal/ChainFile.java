package dev.skein.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node's lines on disk. When the file has reached its size it is renamed to {@code NAME.1}, {@code NAME.1} to {@code
 * NAME.2}, and so on; the oldest goes. Opened with the first line that is written. For one thread.
 */
final class ChainFile implements AutoCloseable {
    /** Rotated ones that are looked for: as many as any version ever kept. */
    private static final int MOST_ROTATED = 100;

    private final Path path;
    private final String node;
    private final Bounds bounds;
    private @Nullable FileChannel channel;
    private @Nullable String last;
    private long size;

    /**
     * How much of a chain is kept.
     *
     * @param fileBytes size at which a file is rotated
     * @param keep rotated files to keep, 0 or more
     */
    record Bounds(long fileBytes, int keep) {}

    ChainFile(Path path, String node, Bounds bounds) {
        this.path = path;
        this.node = node;
        this.bounds = bounds;
    }

    /** All files of the chain that ends in {@code path}, oldest first; none where there is none. */
    static List<Path> files(Path path) {
        List<Path> files = new ArrayList<>();
        for (int number = MOST_ROTATED; number >= 0; number--) {
            Path file = number == 0 ? path : rotated(path, number);
            if (Files.exists(file)) {
                files.add(file);
            }
        }
        return files;
    }

    private static Path rotated(Path path, int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Reads what is there, and remembers where it ends. A line that was being written when the process ended is cut off. */
    void read(ChainReader.Sink sink) throws IOException {
        cutTornEnd();
        ChainReader.read(files(path), node, new ChainReader.Sink() {
            @Override
            public void entry(Entry entry, String previous) {
                last = entry.hash();
                sink.entry(entry, previous);
            }

            @Override
            public void found(Finding finding) {
                sink.found(finding);
            }
        });
    }

    /** Reads it again, with what was written since; what is wrong was told before. */
    void again(ChainReader.Sink sink) throws IOException {
        ChainReader.read(files(path), node, sink);
    }

    private void cutTornEnd() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = file.size();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (end > 0) {
                one.clear();
                if (file.read(one, end - 1) == 1 && one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            if (end < file.size()) {
                file.truncate(end);
            }
        }
    }

    /**
     * Adds a line.
     *
     * @param previous hash of the line before
     * @param why what is missing where that is not the last line here
     */
    void append(Entry entry, String previous, String why) throws IOException {
        String line = entry.json() + "\n";
        FileChannel to = channel == null ? open() : channel;
        if (size > 0 && size + line.length() > bounds.fileBytes()) {
            rotate();
            to = open();
        }
        boolean joined = size > 0 && previous.equals(last);
        String gap = last == null || previous.equals(last) ? "" : why;
        String text = joined ? line : new Joint(node, previous, gap).json() + "\n" + line;
        write(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        last = entry.hash();
    }

    /** All of it or, where the disk is full, nothing: half a line would spoil the next one. */
    private void write(FileChannel to, ByteBuffer text) throws IOException {
        int length = text.remaining();
        try {
            while (text.hasRemaining()) {
                to.write(text);
            }
            size += length;
        } catch (IOException e) {
            to.truncate(size);
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = opened;
        size = opened.size();
        return opened;
    }

    private void rotate() throws IOException {
        close();
        for (int number = bounds.keep(); number >= 1; number--) {
            Path from = number == 1 ? path : rotated(path, number - 1);
            if (Files.exists(from)) {
                Files.move(from, rotated(path, number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (bounds.keep() == 0) {
            Files.deleteIfExists(path);
        }
    }

    /** What was written survives a power cut when this returns. */
    void sync() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.force(false);
        }
    }

    /** The next line opens it again. */
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
