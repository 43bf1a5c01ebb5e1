package dev.skein.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of lines {@code NAME:HASH}, as htpasswd makes it. Read again when it has changed. For any thread; blocks. */
final class PasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    /** So that nobody can tell beforehand who stands in for whom. */
    private static final long SALT = new SecureRandom().nextLong();

    private final Path file;
    private volatile State state;

    /** What was read; {@code changed} and {@code size} tell whether the file is another now. */
    private record State(FileTime changed, long size, Map<String, PasswordHash> hashes, List<PasswordHash> ordered) {
        State(FileTime changed, long size, Map<String, PasswordHash> hashes) {
            this(changed, size, hashes, List.copyOf(hashes.values()));
        }
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException with file, line and rule
     */
    PasswordFile(Path file) {
        this.file = file;
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
            hashes.put(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1)));
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
     * Somebody's, the same one for a name each time: for taking as long over users that there are not, as over others, where
     * these have hashes of different costs, too.
     */
    @Nullable
    PasswordHash standIn(String user) {
        List<PasswordHash> all = state.ordered;
        return all.isEmpty() ? null : all.get(Math.floorMod((user + SALT).hashCode(), all.size()));
    }
}
