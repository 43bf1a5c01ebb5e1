package dev.skein.control;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What hinders a node and no other one can see, told to all others once a second.
 *
 * @param memoryFull whether its memory for bodies is used up
 * @param stopping whether it is about to go
 * @param refused how many problems the configuration has that it did not take; 0: none was refused
 * @param pools by name, those with something to tell
 */
public record Plight(boolean memoryFull, boolean stopping, int refused, Map<String, Gate> pools) {
    /** The kind of such reports. */
    public static final String KIND = "plight";

    private static final int VERSION = 1;

    /** How far a circuit is from letting everything through, the farthest last. */
    public enum Circuit {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    /**
     * What keeps requests from a pool.
     *
     * @param waiting requests in its queue
     */
    public record Gate(int waiting, Circuit circuit) {
        /** Nothing does. */
        public static final Gate WIDE = new Gate(0, Circuit.CLOSED);

        /** Of two nodes together. */
        public Gate plus(Gate other) {
            return new Gate(waiting + other.waiting, circuit.compareTo(other.circuit) < 0 ? other.circuit : circuit);
        }
    }

    public Plight {
        pools = Map.copyOf(pools);
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION)
                .flag(memoryFull)
                .flag(stopping)
                .number(refused)
                .number(pools.size());
        pools.forEach((name, gate) -> out.text(name)
                .number(gate.waiting)
                .flag(gate.circuit == Circuit.OPEN)
                .flag(gate.circuit == Circuit.HALF_OPEN));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Plight decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        boolean memoryFull = in.flag();
        boolean stopping = in.flag();
        int refused = (int) in.number();
        Map<String, Gate> pools = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            pools.put(in.text(), new Gate((int) in.number(), circuit(in.flag(), in.flag())));
        }
        return new Plight(memoryFull, stopping, refused, pools);
    }

    private static Circuit circuit(boolean open, boolean halfOpen) {
        return open ? Circuit.OPEN : halfOpen ? Circuit.HALF_OPEN : Circuit.CLOSED;
    }
}
