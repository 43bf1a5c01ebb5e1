package dev.skein.revision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a configuration as texts, before substitution. Immutable. Its id is a hash of all of it, so whoever has a
 * bundle of an id has the right one.
 *
 * @param files by name; the main one is the empty name
 */
public record Bundle(SortedMap<String, String> files) {
    /** Bytes of an encoded bundle: 4 MiB, so that it fits between nodes with what surrounds it. */
    public static final int MOST_BYTES = 4 << 20;

    private static final int MOST_FILES = 1000;

    public Bundle {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** SHA-256 of the encoded bundle, in hex. */
    public String id() {
        return hash(encode());
    }

    private static String hash(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** On disk and between nodes: number of files, then name and text of each, in the order of their names. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(files.size());
            for (Map.Entry<String, String> file : files.entrySet()) {
                text(out, file.getKey());
                text(out, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array can't fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws IOException if the bytes are something else
     */
    public static Bundle decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int count = in.readInt();
            if (encoded.length > MOST_BYTES || count < 0 || count > MOST_FILES) {
                throw new IOException("bundle: %d files in %d bytes (expected: at most %d in %d)"
                        .formatted(count, encoded.length, MOST_FILES, MOST_BYTES));
            }
            SortedMap<String, String> files = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                String name = text(in);
                files.put(name, text(in));
            }
            return new Bundle(files);
        }
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("text: %d bytes (expected: 0 to %d)".formatted(length, in.available()));
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
