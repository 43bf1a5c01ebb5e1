package dev.skein.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * How something limited is divided among nodes. Pure. Each claim is granted its max-min fair part of the capacity (nobody
 * gets more than it wants, nobody less than an equal part while it wants that much), as far as others have given back
 * theirs: what is granted never exceeds the capacity, and is fair once everybody has claimed again.
 *
 * @param held by node, never changed
 */
public record Leases(Map<String, Lease> held) {
    /** None yet. */
    public static final Leases NONE = new Leases(Map.of());

    private static final int VERSION = 1;

    /** What a node wanted last, and what it was granted. */
    public record Lease(long wanted, long granted) {}

    public Leases {
        held = Map.copyOf(held);
    }

    /** These leases after a claim. */
    public Leases after(Claim claim) {
        Map<String, Lease> next = new TreeMap<>(held);
        next.keySet().retainAll(claim.live());
        next.remove(claim.node());
        long others = next.values().stream().mapToLong(Lease::granted).sum();
        next.put(claim.node(), new Lease(claim.wanted(), 0));
        long free = Math.max(0, claim.capacity() - others);
        next.put(
                claim.node(),
                new Lease(
                        claim.wanted(),
                        Math.min(Math.max(fair(next, claim), Math.min(claim.held(), claim.wanted())), free)));
        return new Leases(next);
    }

    /** What the node holds. */
    public long granted(String node) {
        return held.getOrDefault(node, new Lease(0, 0)).granted();
    }

    /** Whoever wants less than an equal part of the rest is served first and leaves more to the others. */
    private static long fair(Map<String, Lease> leases, Claim claim) {
        long[] wanted =
                leases.values().stream().mapToLong(Lease::wanted).sorted().toArray();
        long rest = claim.capacity();
        for (int i = 0; i < wanted.length; i++) {
            long equal = rest / (wanted.length - i);
            if (wanted[i] > equal || wanted[i] >= claim.wanted()) {
                return Math.min(claim.wanted(), equal);
            }
            rest -= wanted[i];
        }
        return Math.min(claim.wanted(), rest);
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION).number(held.size());
        new TreeMap<>(held)
                .forEach((node, lease) -> out.text(node).number(lease.wanted()).number(lease.granted()));
        return out.done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Leases decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Map<String, Lease> held = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            held.put(in.text(), new Lease(in.number(), in.number()));
        }
        return new Leases(held);
    }
}
