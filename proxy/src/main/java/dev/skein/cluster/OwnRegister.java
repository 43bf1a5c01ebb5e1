package dev.skein.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node alone decides: a register without others, one file for each key. Any thread. */
public final class OwnRegister implements Agreed.Register {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRegister.class);

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Agreed.Value> known = new HashMap<>();

    /** @param directory exists; a file that can't be read counts as none, and is told in the log */
    public OwnRegister(Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean heard() {
        return true;
    }

    @Override
    public Agreed.@Nullable Value value(String key) {
        lock.lock();
        try {
            Agreed.Value value = known.get(key);
            if (value == null) {
                value = read(key);
                known.put(key, value);
            }
            return value.index() == 0 ? null : value;
        } finally {
            lock.unlock();
        }
    }

    private Path file(String key) {
        return directory.resolve("own-" + key);
    }

    private Agreed.Value read(String key) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(key)));
            if (bytes.remaining() >= Long.BYTES) {
                long index = bytes.getLong();
                byte[] value = new byte[bytes.remaining()];
                bytes.get(value);
                return new Agreed.Value(index, value);
            }
            LOG.warn("{}: too short, taken for none", file(key));
        } catch (NoSuchFileException e) {
            LOG.trace("{}: none yet", file(key));
        } catch (IOException e) {
            LOG.warn("{}: can't be read, taken for none: {}", file(key), e.toString());
        }
        return new Agreed.Value(0, new byte[0]);
    }

    @Override
    public CompletionStage<Agreed.Effect> write(String key, long expected, byte[] bytes) {
        lock.lock();
        try {
            Agreed.Value now = value(key);
            long index = now == null ? 0 : now.index();
            if (index != expected) {
                return CompletableFuture.completedFuture(Agreed.Effect.OUTDONE);
            }
            Agreed.Value next = new Agreed.Value(index + 1, bytes.clone());
            keep(key, next);
            known.put(key, next);
            return CompletableFuture.completedFuture(Agreed.Effect.WRITTEN);
        } finally {
            lock.unlock();
        }
    }

    /** A disk that takes nothing costs what outlives a restart, not what is under way. */
    private void keep(String key, Agreed.Value value) {
        Path next = directory.resolve("own-" + key + ".new");
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + value.bytes().length)
                .putLong(value.index())
                .put(value.bytes());
        try {
            Files.write(next, bytes.array());
            Files.move(next, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{}: can't be written: {}", file(key), e.toString());
        }
    }
}
