package dev.skein.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of lines {@code NAME:HASH}, as htpasswd makes it. Read again when it has changed. For any thread; blocks. */
final class PasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private final Path file;
    private final Function<String, PasswordHash> reader;
    private volatile State state;

    /** What was read; {@code changed} and {@code size} tell whether the file is another now. */
    private record State(FileTime changed, long size, Map<String, PasswordHash> hashes, List<PasswordHash> all) {
        State(FileTime changed, long size, Map<String, PasswordHash> hashes) {
            this(changed, size, hashes, List.copyOf(hashes.values()));
        }
    }

    /**
     * Reads the file.
     *
     * @param reader of hashes; {@link IllegalArgumentException} with the rule
     * @throws IllegalArgumentException with file, line and rule
     */
    PasswordFile(Path file, Function<String, PasswordHash> reader) {
        this.file = file;
        this.reader = reader;
        this.state = read();
    }

    private State read() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            Map<String, PasswordHash> hashes = new HashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                line(lines.get(i).strip(), i + 1, hashes);
            }
            return new State(changed, Files.size(file), Map.copyOf(hashes));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private void line(String line, int number, Map<String, PasswordHash> hashes) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(file + ":" + number + ": expected: NAME:HASH");
        }
        try {
            hashes.put(line.substring(0, colon), reader.apply(line.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
        }
    }

    /** Looks whether the file has changed; where what it holds now can't be used, the old stays in force. */
    boolean refresh() {
        State old = state;
        try {
            if (Files.getLastModifiedTime(file).equals(old.changed) && Files.size(file) == old.size) {
                return false;
            }
            state = read();
            LOG.info("{}: {} users", file, state.hashes.size());
            return true;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not read again: {}", file, e.getMessage());
            return false;
        }
    }

    @Nullable
    PasswordHash of(String user) {
        return state.hashes.get(user);
    }

    /**
     * Somebody's, for taking as long over users that there are not, as over others. Where these have hashes of different
     * costs, each has its share, and a name has the same one each time, as if it were somebody's. Nobody can tell beforehand
     * which, or which names have the same.
     */
    @Nullable
    PasswordHash standIn(String user) {
        List<PasswordHash> all = state.all;
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        int digest = ByteBuffer.wrap(new Scratch().digest(name, 0, name.length)).getInt();
        return all.isEmpty() ? null : all.get(Math.floorMod(digest, all.size()));
    }
}
