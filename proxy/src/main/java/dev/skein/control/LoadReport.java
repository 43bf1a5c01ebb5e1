package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests a node has in flight at each server. Complete once a second; in between only what differs from the last
 * complete one, so that whoever missed something in between misses nothing.
 *
 * @param base number of the complete report that it builds upon; its own, where it is complete
 * @param counts in flight by id of server; a complete report leaves out those without any
 */
record LoadReport(long base, boolean complete, Map<Long, Integer> counts) {
    static final String KIND = "load";

    private static final int VERSION = 1;

    LoadReport {
        counts = Map.copyOf(counts);
    }

    byte[] encode() {
        Encoder out = new Encoder(VERSION).number(base).flag(complete).number(counts.size());
        counts.forEach((id, count) -> out.fixed(id).number(count));
        return out.done();
    }

    /** @throws Decoder.MalformedException if the bytes are something else */
    static LoadReport decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        long base = in.number();
        boolean complete = in.flag();
        Map<Long, Integer> counts = new HashMap<>();
        for (int left = in.count(); left > 0; left--) {
            counts.put(in.fixed(), Math.max(0, in.integer()));
        }
        return new LoadReport(base, complete, counts);
    }
}
