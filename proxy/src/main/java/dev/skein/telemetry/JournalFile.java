package dev.skein.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal on disk: JSON lines, appended by a thread of its own. When the file has reached its size it is renamed
 * to {@code NAME.1}, {@code NAME.1} to {@code NAME.2}, and so on. What a full or slow disk cannot take is lost here (and
 * counted); it still was in the log.
 */
public final class JournalFile implements Consumer<Event>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final int QUEUE = 1000;
    private static final long CLOSE_TIMEOUT_MILLIS = 2000;
    private static final long POLL_MILLIS = 200;

    private final Path path;
    private final long maxBytes;
    private final int keep;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private FileChannel channel;
    private boolean failing;
    private volatile boolean closing;

    /**
     * Opens the file, made with its directories if absent, for {@link Journal#listen}.
     *
     * @param maxBytes size at which it is rotated
     * @param keep rotated files to keep, 0 or more
     */
    public JournalFile(Path path, long maxBytes, int keep) throws IOException {
        this.path = path.toAbsolutePath();
        this.maxBytes = maxBytes;
        this.keep = keep;
        this.channel = open();
        this.thread = Thread.ofPlatform().name("skein-journal").daemon().start(this::run);
    }

    private FileChannel open() throws IOException {
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Takes an event to write; never waits. Any thread. */
    @Override
    public void accept(Event event) {
        if (!queue.offer(event)) {
            lost.incrementAndGet();
        }
    }

    /** Events that did not get into the file. */
    public long lost() {
        return lost.get();
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Event event = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    write(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Event event) {
        try {
            ByteBuffer line = ByteBuffer.wrap((event.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
            if (channel.size() > 0 && channel.size() + line.remaining() > maxBytes) {
                rotate();
            }
            while (line.hasRemaining()) {
                channel.write(line);
            }
            failing = false;
        } catch (IOException e) {
            lost.incrementAndGet();
            if (!failing) {
                failing = true;
                LOG.warn("journal: cannot write to {}: {}", path, e.toString());
            }
        }
    }

    private void rotate() throws IOException {
        for (int i = keep - 1; i >= 1; i--) {
            if (Files.exists(rotated(i))) {
                Files.move(rotated(i), rotated(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (keep == 0) {
            channel.truncate(0);
            return;
        }
        Files.move(path, rotated(1), StandardCopyOption.REPLACE_EXISTING);
        FileChannel next = open();
        channel.close();
        channel = next;
    }

    private Path rotated(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Writes what is left, waiting two seconds at most, and closes the file. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.close();
    }
}
