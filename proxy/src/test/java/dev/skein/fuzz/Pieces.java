package dev.skein.fuzz;

import java.util.Arrays;
import java.util.List;

/** Bytes as one read brings them, and as two do. */
record Pieces(byte[] all, byte[] first, byte[] second) {

    /** The first byte says where the rest is cut in two. */
    static Pieces of(byte[] data) {
        byte[] all = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
        int cut = all.length == 0 ? 0 : (data[0] & 0xff) * all.length / 256;
        return new Pieces(all, Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length));
    }

    List<byte[]> parts() {
        return List.of(first, second);
    }

    /** Fails unless both readings came to the same. */
    static void same(Object whole, Object inPieces) {
        if (!whole.equals(inPieces)) {
            throw new AssertionError("at once: " + whole + "; in pieces: " + inPieces);
        }
    }
}
