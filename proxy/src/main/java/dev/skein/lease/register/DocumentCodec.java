package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A document as bytes. */
final class DocumentCodec {
    private static final int VERSION = 1;
    private static final int MOST_ENTRIES = 100_000;

    private DocumentCodec() {}

    static void write(DataOutputStream out, Document document) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(document.cluster());
        out.writeLong(document.epoch());
        out.writeLong(document.index());
        out.writeLong(document.mark());
        write(out, document.voters());
        out.writeInt(document.values().size());
        for (Map.Entry<String, Document.Value> value : document.values().entrySet()) {
            out.writeUTF(value.getKey());
            out.writeLong(value.getValue().index());
            out.writeInt(value.getValue().bytes().length);
            out.write(value.getValue().bytes());
        }
        out.writeInt(document.applied().size());
        for (Map.Entry<Long, Document.Applied> applied : document.applied().entrySet()) {
            out.writeLong(applied.getKey());
            out.writeLong(applied.getValue().sequence());
            out.writeLong(applied.getValue().index());
        }
    }

    private static void write(DataOutputStream out, VoterSet voters) throws IOException {
        out.writeLong(voters.epoch());
        out.writeLong(voters.version());
        out.writeLong(voters.since());
        out.writeBoolean(voters.pair());
        out.writeByte(voters.size());
        for (VoterSet.Member member : voters.members()) {
            out.writeUTF(member.name());
            out.writeLong(member.disk());
            out.writeLong(member.admitted());
        }
    }

    static Document read(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("document of version " + version + " (expected: " + VERSION + ")");
        }
        return new Document(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), voters(in), values(in), applied(in));
    }

    private static VoterSet voters(DataInputStream in) throws IOException {
        long epoch = in.readLong();
        long version = in.readLong();
        long since = in.readLong();
        boolean pair = in.readBoolean();
        int size = in.readUnsignedByte();
        List<VoterSet.Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(new VoterSet.Member(in.readUTF(), in.readLong(), in.readLong()));
        }
        try {
            return new VoterSet(epoch, version, since, members, pair);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SortedMap<String, Document.Value> values(DataInputStream in) throws IOException {
        SortedMap<String, Document.Value> values = new TreeMap<>();
        for (int left = count(in); left > 0; left--) {
            String key = in.readUTF();
            long index = in.readLong();
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("%s: %d bytes (expected: at most %d)".formatted(key, length, in.available()));
            }
            values.put(key, new Document.Value(index, in.readNBytes(length)));
        }
        return values;
    }

    private static SortedMap<Long, Document.Applied> applied(DataInputStream in) throws IOException {
        SortedMap<Long, Document.Applied> applied = new TreeMap<>();
        for (int left = count(in); left > 0; left--) {
            applied.put(in.readLong(), new Document.Applied(in.readLong(), in.readLong()));
        }
        return applied;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_ENTRIES) {
            throw new IOException(count + " entries (expected: 0 to " + MOST_ENTRIES + ")");
        }
        return count;
    }
}
