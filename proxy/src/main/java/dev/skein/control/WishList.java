package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.LastWins.Entry;
import dev.skein.model.ServerKey;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** All wishes in one value, as the register holds them: packed, since every change of the register carries all of it. */
final class WishList {
    /** Of the packed value: a quarter of what the register may hold, some ten thousand wishes. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int VERSION = 1;
    private static final int MOST_UNPACKED = 16 << 20;
    private static final int PIECE = 8192;

    private WishList() {}

    /** The same bytes for the same wishes. */
    static byte[] encode(Map<ServerKey, Entry<Wish>> wishes) {
        List<ServerKey> keys = wishes.keySet().stream()
                .sorted((one, two) -> one.toString().compareTo(two.toString()))
                .toList();
        Encoder out = new Encoder(VERSION).number(keys.size());
        for (ServerKey key : keys) {
            Entry<Wish> entry = wishes.get(key);
            if (entry != null) {
                out.text(key.pool()).text(key.server()).bytes(WishCodec.encode(entry));
            }
        }
        return pack(out.done());
    }

    private static byte[] pack(byte[] plain) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** @throws MalformedException if the bytes are something else */
    static Map<ServerKey, Entry<Wish>> decode(byte[] bytes) {
        Decoder in = new Decoder(unpack(bytes));
        int count = in.count();
        Map<ServerKey, Entry<Wish>> wishes = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            wishes.put(new ServerKey(in.text(), in.text()), WishCodec.decode(in.bytes()));
        }
        return wishes;
    }

    private static byte[] unpack(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            while (!inflater.finished() && out.size() < MOST_UNPACKED) {
                int length = inflater.inflate(piece);
                if (length == 0) {
                    break;
                }
                out.write(piece, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            // An empty value is malformed, and says so.
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
