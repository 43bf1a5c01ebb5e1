package dev.skein.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is either whole or refused: kind, version, length, content, SHA-256. Replaced atomically; file and
 * directory are synced before {@link #write} returns. Used by one thread at a time.
 */
public final class DurableFile {
    private static final int KIND_BYTES = 8;
    private static final int HEAD = KIND_BYTES + 4 + 4;
    private static final int SUM = 32;
    private static final int VERSION = 1;

    private final Path path;
    private final byte[] kind;
    private final String wayOut;

    /**
     * @param kind eight ASCII characters that tell this file from others
     * @param wayOut what an operator can do when the file is damaged: ends every message about that
     */
    public DurableFile(Path path, String kind, String wayOut) {
        this.path = path;
        this.kind = kind.getBytes(StandardCharsets.US_ASCII);
        this.wayOut = wayOut;
        if (this.kind.length != KIND_BYTES) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: 8 characters)");
        }
    }

    public Path path() {
        return path;
    }

    /** Replaces the content; the old one stays if this fails, say because the disk is full. */
    public void write(byte[] content) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(HEAD + content.length + SUM);
        whole.put(kind).putInt(VERSION).putInt(content.length).put(content);
        whole.put(sum(whole.array(), HEAD + content.length)).flip();
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The content, or null if there is no such file. A damaged one is an error, never an empty one. */
    public byte @Nullable [] read() throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        byte[] whole = Files.readAllBytes(path);
        if (whole.length < HEAD + SUM || !Arrays.equals(whole, 0, KIND_BYTES, kind, 0, KIND_BYTES)) {
            throw damaged("%d bytes that don't begin with %s"
                    .formatted(whole.length, new String(kind, StandardCharsets.US_ASCII)));
        }
        ByteBuffer head = ByteBuffer.wrap(whole, KIND_BYTES, 8);
        int version = head.getInt();
        int length = head.getInt();
        if (version != VERSION) {
            throw new DamagedFileException(
                    "%s: version %d (expected: %d, or a newer build)".formatted(path, version, VERSION));
        }
        if (length != whole.length - HEAD - SUM) {
            throw damaged("%d bytes of content (expected: %d)".formatted(whole.length - HEAD - SUM, length));
        }
        if (!Arrays.equals(whole, HEAD + length, whole.length, sum(whole, HEAD + length), 0, SUM)) {
            throw damaged("its checksum differs from its content");
        }
        return Arrays.copyOfRange(whole, HEAD, HEAD + length);
    }

    /** The error of a file whose content makes no sense although it is whole. */
    public DamagedFileException damaged(String what) {
        return new DamagedFileException("%s: damaged: %s; %s".formatted(path, what, wayOut));
    }

    private static byte[] sum(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** A file that must not be taken for an empty one; the message says what to do. */
    public static final class DamagedFileException extends IOException {
        private static final long serialVersionUID = 1;

        public DamagedFileException(String message) {
            super(message);
        }
    }
}
