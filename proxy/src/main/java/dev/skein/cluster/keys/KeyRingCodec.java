package dev.skein.cluster.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring as bytes, the same bytes for the same ring: format (1 byte), version (8), number of keys (2), and of each key its
 * purpose (1), id (8), secret (32), created, activeFrom and retireAt (8 each). Big endian. Format 2 goes on with the number
 * of entries (2), and of each its name (modified UTF-8 after its length, 2) and value (after its length, 4). A ring without
 * entries is written as format 1, which nodes that know of none read.
 *
 * <p>Not encrypted: see {@link SealedRing}.
 */
final class KeyRingCodec {
    private static final int KEYS_ONLY = 1;
    private static final int WITH_ENTRIES = 2;
    private static final int MOST_KEYS = 1000;
    private static final int MOST_ENTRIES = 10_000;

    private KeyRingCodec() {}

    static byte[] encode(KeyRing ring) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(ring.entries().isEmpty() ? KEYS_ONLY : WITH_ENTRIES);
            out.writeLong(ring.version());
            out.writeShort(ring.keys().size());
            for (RingKey key : ring.keys()) {
                out.writeByte(key.purpose().code());
                out.writeLong(key.id());
                out.write(key.secret());
                out.writeLong(key.created());
                out.writeLong(key.activeFrom());
                out.writeLong(key.retireAt());
            }
            if (!ring.entries().isEmpty()) {
                entries(ring.entries(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entries(List<RingEntry> entries, DataOutputStream out) throws IOException {
        out.writeShort(entries.size());
        for (RingEntry entry : entries) {
            byte[] value = entry.value();
            out.writeUTF(entry.name());
            out.writeInt(value.length);
            out.write(value);
        }
    }

    static KeyRing decode(byte[] bytes) throws KeyRingException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != KEYS_ONLY && format != WITH_ENTRIES) {
                throw new KeyRingException("format " + format + " (expected: at most " + WITH_ENTRIES
                        + "): it was written by a newer Skein, which must be used to read it");
            }
            long version = in.readLong();
            int count = in.readUnsignedShort();
            if (count > MOST_KEYS) {
                throw new KeyRingException(count + " keys (expected: at most " + MOST_KEYS + ")");
            }
            List<RingKey> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(key(in));
            }
            return new KeyRing(version, keys, format == WITH_ENTRIES ? entries(in) : List.of());
        } catch (IOException e) {
            throw new KeyRingException("it ends too early", e);
        }
    }

    private static List<RingEntry> entries(DataInputStream in) throws IOException, KeyRingException {
        int count = in.readUnsignedShort();
        if (count > MOST_ENTRIES) {
            throw new KeyRingException(count + " entries (expected: at most " + MOST_ENTRIES + ")");
        }
        List<RingEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length <= 0 || length > in.available()) {
                throw new KeyRingException("it ends too early");
            }
            entries.add(new RingEntry(name, in.readNBytes(length)));
        }
        return entries;
    }

    private static RingKey key(DataInputStream in) throws IOException, KeyRingException {
        KeyPurpose purpose = purpose(in.readUnsignedByte());
        long id = in.readLong();
        byte[] secret = in.readNBytes(KeyRing.SECRET_BYTES);
        if (secret.length < KeyRing.SECRET_BYTES) {
            throw new KeyRingException("it ends too early");
        }
        return new RingKey(purpose, id, secret, in.readLong(), in.readLong(), in.readLong());
    }

    private static KeyPurpose purpose(int code) throws KeyRingException {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (purpose.code() == code) {
                return purpose;
            }
        }
        throw new KeyRingException("a key for purpose " + code + ", which this Skein does not know");
    }
}
