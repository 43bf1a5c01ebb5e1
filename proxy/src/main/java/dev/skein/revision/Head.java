package dev.skein.revision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the register says of the configuration: the write of it is the commit. Immutable.
 *
 * @param history newest first, the first one rules; at most {@link #KEPT}
 * @param trial null: none is on
 */
public record Head(List<Revision> history, @Nullable Trial trial) {
    /** Revisions that can be gone back to. */
    public static final int KEPT = 20;

    /** Before the first revision. */
    public static final Head NONE = new Head(List.of(), null);

    private static final int VERSION = 1;

    public Head {
        history = List.copyOf(history);
    }

    /** The one that rules; null before the first. */
    public @Nullable Revision current() {
        return history.isEmpty() ? null : history.getFirst();
    }

    /** The one that came last: what is tried, else what rules; null before the first. */
    public @Nullable Revision tried() {
        return trial == null ? current() : trial.revision();
    }

    /** Number of the one that rules; 0 before the first. */
    public long number() {
        return history.isEmpty() ? 0 : history.getFirst().number();
    }

    /** The revision of that number, null if it is not known any more. */
    public @Nullable Revision find(long number) {
        return history.stream()
                .filter(known -> known.number() == number)
                .findFirst()
                .orElse(null);
    }

    /** With one more revision, and no trial. */
    public Head committing(String id, String author, long epochMillis, String note) {
        List<Revision> next = new ArrayList<>();
        next.add(new Revision(number() + 1, id, author, epochMillis, note));
        next.addAll(history);
        return new Head(next.subList(0, Math.min(KEPT, next.size())), null);
    }

    /** With a trial of what would be the next revision. */
    public Head trying(Trial next) {
        return new Head(history, next);
    }

    /** The same without a trial. */
    public Head withoutTrial() {
        return new Head(history, null);
    }

    /** Ids of all bundles that may be needed. */
    public Set<String> bundles() {
        Set<String> ids = new TreeSet<>();
        history.forEach(revision -> ids.add(revision.id()));
        if (trial != null) {
            ids.add(trial.revision().id());
        }
        return ids;
    }

    /** As the register holds it. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(history.size());
            for (Revision revision : history) {
                revision.write(out);
            }
            out.writeBoolean(trial != null);
            if (trial != null) {
                trial.write(out);
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
    public static Head decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int version = in.readByte();
            int count = in.readInt();
            if (version != VERSION || count < 0 || count > KEPT) {
                throw new IOException(
                        "configuration's head: version %d, %d revisions (expected: version %d, at most %d)"
                                .formatted(version, count, VERSION, KEPT));
            }
            List<Revision> history = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                history.add(Revision.read(in));
            }
            return new Head(history, in.readBoolean() ? Trial.read(in) : null);
        }
    }
}
