package dev.skein.revision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node thinks of a configuration.
 *
 * @param problems why it could not run it, with their places; none if it could
 * @param warnings likewise, of what is allowed
 * @param replayed its recent requests under that configuration
 */
public record Verdict(List<String> problems, List<String> warnings, Replayed replayed) {
    private static final int VERSION = 1;
    private static final int MOST = 200;
    private static final int MOST_TEXT = 2000;

    public Verdict {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Between nodes; of more than {@value #MOST} texts of a kind the rest is left out. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, problems);
            write(out, warnings);
            out.writeLong(replayed.total());
            out.writeLong(replayed.otherPool());
            out.writeLong(replayed.notFound());
            out.writeLong(replayed.otherwise());
            write(out, replayed.examples());
        } catch (IOException e) {
            throw new UncheckedIOException("an array can't fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        int count = Math.min(MOST, texts.size());
        out.writeInt(count);
        for (String text : texts.subList(0, count)) {
            Bundle.text(out, text.substring(0, Math.min(MOST_TEXT, text.length())));
        }
    }

    /**
     * The opposite of {@link #encode()}; what a newer version adds is left unread.
     *
     * @throws IOException if the bytes are something else
     */
    public static Verdict decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int version = in.readByte();
            if (version < VERSION) {
                throw new IOException("verdict: version " + version + " (expected: " + VERSION + ")");
            }
            List<String> problems = read(in);
            List<String> warnings = read(in);
            Replayed replayed = new Replayed(in.readLong(), in.readLong(), in.readLong(), in.readLong(), read(in));
            return new Verdict(problems, warnings, replayed);
        }
    }

    private static List<String> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("texts: " + count + " (expected: 0 to " + MOST + ")");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Bundle.text(in));
        }
        return texts;
    }
}
