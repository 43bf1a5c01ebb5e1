package dev.skein.revision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a node remembers over restarts.
 *
 * @param revision the last committed one that was in force here
 * @param file the node's own file as it was when that came into force, unless it was a candidate then
 */
public record Taken(Revision revision, OwnFile file) {
    private static final int VERSION = 1;

    /** As it is on disk. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            revision.write(out);
            Bundle.text(out, file.id());
            Bundle.text(out, file.shared());
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
    public static Taken decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("version " + version + " (expected: " + VERSION + ")");
            }
            return new Taken(Revision.read(in), new OwnFile(Bundle.text(in), Bundle.text(in)));
        }
    }
}
