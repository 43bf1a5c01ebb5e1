package dev.skein.cluster;

import java.util.List;

/**
 * What a node wants of something limited.
 *
 * @param node who claims
 * @param capacity of the whole cluster, 0 or more
 * @param wanted what the node could use now, 0 or more
 * @param live ids of the nodes in the cluster: what others hold ends with them
 * @param held what the node has in use and can't give back now: it is not granted less, if it was granted as much before
 */
public record Claim(String node, long capacity, long wanted, List<String> live, long held) {
    private static final int VERSION = 1;

    public Claim {
        if (capacity < 0 || wanted < 0) {
            throw new IllegalArgumentException(
                    "capacity, wanted: " + capacity + ", " + wanted + " (expected: 0 or more)");
        }
        live = List.copyOf(live);
    }

    /** Of something that is used up at once, so that nothing is held. */
    public Claim(String node, long capacity, long wanted, List<String> live) {
        this(node, capacity, wanted, live, 0);
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out =
                new Encoder(VERSION).text(node).number(capacity).number(wanted).number(live.size());
        live.forEach(out::text);
        return out.number(held).done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Claim decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        String node = in.text();
        long capacity = Math.max(0, in.number());
        long wanted = Math.max(0, in.number());
        String[] live = new String[in.count()];
        for (int i = 0; i < live.length; i++) {
            live[i] = in.text();
        }
        return new Claim(node, capacity, wanted, List.of(live), in.more() ? Math.max(0, in.number()) : 0);
    }
}
