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
 * purpose (1), id (8), secret (32), created, activeFrom and retireAt (8 each). Big endian.
 *
 * <p>Not encrypted: see {@link SealedRing}.
 */
final class KeyRingCodec {
    private static final int FORMAT = 1;
    private static final int MOST_KEYS = 1000;

    private KeyRingCodec() {}

    static byte[] encode(KeyRing ring) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static KeyRing decode(byte[] bytes) throws KeyRingException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new KeyRingException("format " + format + " (expected: " + FORMAT
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
            return new KeyRing(version, keys);
        } catch (IOException e) {
            throw new KeyRingException("it ends too early", e);
        }
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
