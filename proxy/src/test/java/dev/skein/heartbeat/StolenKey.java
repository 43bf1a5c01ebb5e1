package dev.skein.heartbeat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** What somebody can make who has got hold of a key. */
public final class StolenKey {
    private StolenKey() {}

    /** A heartbeat of a node x, sealed with that key. */
    public static byte[] beat(int id, byte[] key) {
        Seal seal = new Seal(new HeartbeatKeys(id, Map.of(id, key)));
        ByteBuffer datagram = ByteBuffer.allocate(1000);
        seal.begin(datagram);
        BeatCodec.write(datagram, new Beat("x", 1, 1, 0, 0, 0, 0, 0, List.of(), 0, List.of(), List.of(), List.of()));
        seal.end(datagram);
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return bytes;
    }
}
