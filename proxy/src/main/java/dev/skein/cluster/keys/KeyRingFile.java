package dev.skein.cluster.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * A node's copy of the ring: {@code keyring} in its data directory, encrypted, readable by its owner alone, replaced whole.
 * Blocks while it reads and writes; one writer at a time.
 */
public final class KeyRingFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final long MOST_BYTES = 1 << 20;

    private final Path file;
    private final ClusterSecret secret;
    private final String cluster;

    public KeyRingFile(Path data, ClusterSecret secret, String cluster) {
        this.file = data.resolve("keyring");
        this.secret = secret;
        this.cluster = cluster;
    }

    /**
     * The ring, or {@link KeyRing#EMPTY} when there is no file.
     *
     * @throws KeyRingException when there is one that can't be used: it is never taken for an empty one
     */
    public KeyRing read() throws KeyRingException {
        byte[] sealed;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new KeyRingException(file + ": larger than " + MOST_BYTES + " bytes");
            }
            sealed = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return KeyRing.EMPTY;
        } catch (IOException e) {
            throw new KeyRingException(file + ": can't be read: " + e, e);
        }
        try {
            return SealedRing.open(sealed, secret, cluster);
        } catch (KeyRingException e) {
            throw new KeyRingException(
                    file + ": " + e.text()
                            + ". Configure the right secret, bring back a copy of the file, or remove it:"
                            + " the node then takes the ring from the others; where there are none, sessions bound by"
                            + " cookie start anew",
                    e);
        }
    }

    /**
     * Writes it, and returns when it would survive a power cut.
     *
     * @throws KeyRingException when it can't be written; the file is as before
     */
    public void write(KeyRing ring) throws KeyRingException {
        Path next = file.resolveSibling(".keyring.new");
        byte[] sealed = SealedRing.seal(ring, secret, cluster, new SecureRandom());
        if (sealed.length > MOST_BYTES) {
            throw new KeyRingException(file + ": " + sealed.length + " bytes (expected: at most " + MOST_BYTES + ")");
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(next);
            Files.createFile(next, OWNER);
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(sealed);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
                directory.force(true);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new KeyRingException(file + ": can't be written: " + e, e);
        }
    }
}
