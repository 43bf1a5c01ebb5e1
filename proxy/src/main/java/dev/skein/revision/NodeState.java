package dev.skein.revision;

import dev.skein.revision.OwnFile.Standing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a node tells the others of its configuration.
 *
 * @param number of the revision in force there; 0: none, it follows its file
 * @param id of that revision's bundle, or of the trial's
 * @param trial whether it runs a trial
 * @param trouble why it does not run what rules; empty if it does
 */
public record NodeState(long number, String id, boolean trial, OwnFile file, Standing standing, String trouble) {
    private static final int VERSION = 1;
    private static final int MOST_TROUBLE = 2000;

    /** Between nodes. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(number);
            Bundle.text(out, id);
            out.writeBoolean(trial);
            Bundle.text(out, file.id());
            Bundle.text(out, file.shared());
            Bundle.text(out, standing.name());
            Bundle.text(out, trouble.substring(0, Math.min(MOST_TROUBLE, trouble.length())));
        } catch (IOException e) {
            throw new UncheckedIOException("an array can't fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The opposite of {@link #encode()}; what a newer version adds is left unread.
     *
     * @throws IOException if the bytes are something else
     */
    public static NodeState decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int version = in.readByte();
            if (version < VERSION) {
                throw new IOException("configuration of a node: version " + version + " (expected: " + VERSION + ")");
            }
            long number = in.readLong();
            String id = Bundle.text(in);
            boolean trial = in.readBoolean();
            OwnFile file = new OwnFile(Bundle.text(in), Bundle.text(in));
            return new NodeState(number, id, trial, file, Standing.valueOf(Bundle.text(in)), Bundle.text(in));
        } catch (IllegalArgumentException e) {
            throw new IOException("configuration of a node: " + e.getMessage(), e);
        }
    }
}
