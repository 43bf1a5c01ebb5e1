package dev.skein.lease.register;

import dev.skein.lease.register.Message.Envelope;
import dev.skein.lease.register.Message.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The register on the wire and on disk: big-endian, lengths before contents, a version in front. What a newer build appends
 * to a message is ignored; another version is refused by name, so that two builds can't misread each other.
 */
public final class RegisterCodec {
    static final int VERSION = 1;

    /** The longest message: a document, and its frame. */
    public static final int MOST_BYTES = Document.MOST_BYTES + 4_096;

    private static final List<Reason> REASONS = List.of(Reason.values());

    private RegisterCodec() {}

    /** A message as bytes. */
    public static byte[] encode(Envelope envelope) {
        return bytes(out -> {
            out.writeByte(VERSION);
            out.writeUTF(envelope.from());
            out.writeLong(envelope.disk());
            out.writeLong(envelope.cluster());
            out.writeLong(envelope.epoch());
            out.writeLong(envelope.index());
            out.writeLong(envelope.mark());
            write(out, envelope.body());
        });
    }

    /** The message in those bytes; an {@link IOException} says what is wrong with them. */
    public static Envelope decode(byte[] bytes) throws IOException {
        DataInputStream in = reading(bytes, MOST_BYTES);
        return new Envelope(
                in.readUTF(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), body(in));
    }

    private static void write(DataOutputStream out, Message body) throws IOException {
        switch (body) {
            case Message.Prepare prepare -> ballot(tag(out, 1), prepare.ballot());
            case Message.Promised promised -> {
                ballot(tag(out, 2), promised.ballot());
                ballot(out, promised.accepted());
                optional(out, promised.document());
            }
            case Message.Accept accept -> {
                ballot(tag(out, 3), accept.ballot());
                DocumentCodec.write(out, accept.document());
            }
            case Message.Accepted accepted -> ballot(tag(out, 4), accepted.ballot());
            case Message.Refused refused -> {
                ballot(tag(out, 5), refused.ballot());
                ballot(out, refused.promised());
                out.writeByte(REASONS.indexOf(refused.reason()));
            }
            case Message.Learn learn -> DocumentCodec.write(tag(out, 6), learn.document());
            case Message.Standing _ -> tag(out, 7);
            case Message.AskAdmission _ -> tag(out, 8);
        }
    }

    private static Message body(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case 1 -> new Message.Prepare(ballot(in));
            case 2 -> new Message.Promised(ballot(in), ballot(in), optional(in));
            case 3 -> new Message.Accept(ballot(in), DocumentCodec.read(in));
            case 4 -> new Message.Accepted(ballot(in));
            case 5 -> new Message.Refused(ballot(in), ballot(in), reason(in));
            case 6 -> new Message.Learn(DocumentCodec.read(in));
            case 7 -> new Message.Standing();
            case 8 -> new Message.AskAdmission();
            default -> throw new IOException("message of kind " + tag + " (expected: 1 to 8)");
        };
    }

    private static Reason reason(DataInputStream in) throws IOException {
        int at = in.readUnsignedByte();
        if (at >= REASONS.size()) {
            throw new IOException("reason " + at + " (expected: 0 to " + (REASONS.size() - 1) + ")");
        }
        return REASONS.get(at);
    }

    private static DataOutputStream tag(DataOutputStream out, int tag) throws IOException {
        out.writeByte(tag);
        return out;
    }

    private static void ballot(DataOutputStream out, Ballot ballot) throws IOException {
        out.writeLong(ballot.counter());
        out.writeLong(ballot.proposer());
    }

    private static Ballot ballot(DataInputStream in) throws IOException {
        return new Ballot(in.readLong(), in.readLong());
    }

    private static void optional(DataOutputStream out, @Nullable Document document) throws IOException {
        out.writeBoolean(document != null);
        if (document != null) {
            DocumentCodec.write(out, document);
        }
    }

    private static @Nullable Document optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? DocumentCodec.read(in) : null;
    }

    /** The content of the register's file. */
    static byte[] encode(Stored stored) {
        return bytes(out -> {
            out.writeByte(VERSION);
            out.writeLong(stored.disk());
            DocumentCodec.write(out, stored.committed());
            ballot(out, stored.promised());
            ballot(out, stored.accepted());
            optional(out, stored.pending());
        });
    }

    static Stored decodeStored(byte[] bytes) throws IOException {
        DataInputStream in = reading(bytes, 2 * MOST_BYTES);
        return new Stored(in.readLong(), DocumentCodec.read(in), ballot(in), ballot(in), optional(in));
    }

    static int size(Document document) {
        return bytes(out -> DocumentCodec.write(out, document)).length;
    }

    private static DataInputStream reading(byte[] bytes, int most) throws IOException {
        if (bytes.length > most) {
            throw new IOException(bytes.length + " bytes (expected: at most " + most + ")");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("version " + version + " (expected: " + VERSION + ")");
        }
        return in;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Something that writes itself. */
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }
}
