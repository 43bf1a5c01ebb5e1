package dev.skein.health;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes check a server: the first few of all nodes in the server's own order (rendezvous hashing). Pure: whoever
 * knows of the same nodes gets the same answer, and a node that comes or goes changes it for its own part of the servers
 * only, so that checks of a server don't grow in number with the nodes.
 *
 * <p>A suspect node keeps its place, as it may only be slow; but it doesn't count, so that somebody else checks at once.
 */
public final class Probers {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final List<Node> nodes;
    private final Set<String> present;
    private final int wanted;

    private record Node(String id, long hash, boolean suspect) {}

    /**
     * The nodes that check a server.
     *
     * @param probers who checks always, best first
     * @param tieBreaker who checks, too, while those are of two minds; null: there is nobody else
     */
    public record Assigned(List<String> probers, @Nullable String tieBreaker) {}

    /**
     * Among these nodes.
     *
     * @param present ids of nodes that are heard of
     * @param suspect ids of others that may be gone
     * @param wanted nodes for each server, at least 1
     */
    public Probers(Collection<String> present, Collection<String> suspect, int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("probers: " + wanted + " (expected: at least 1)");
        }
        this.present = Set.copyOf(present);
        this.wanted = wanted;
        this.nodes = new ArrayList<>();
        for (String id : new TreeSet<>(present)) {
            nodes.add(new Node(id, hash(id), false));
        }
        for (String id : new TreeSet<>(suspect)) {
            if (!this.present.contains(id)) {
                nodes.add(new Node(id, hash(id), true));
            }
        }
    }

    /** Ids of the nodes that are heard of. */
    public Set<String> present() {
        return present;
    }

    /** How many present nodes check each server, where there are so many. */
    public int enough() {
        return Math.min(wanted, present.size());
    }

    /**
     * Who checks a server.
     *
     * @param server 64 well mixed bits that are the same on every node
     */
    public Assigned of(long server) {
        List<Node> order = new ArrayList<>(nodes);
        order.sort(
                Comparator.comparingLong((Node node) -> mix(node.hash ^ server)).thenComparing(Node::id));
        List<String> probers = new ArrayList<>();
        int counted = 0;
        for (Node node : order) {
            if (counted < wanted) {
                probers.add(node.id);
                counted += node.suspect ? 0 : 1;
            } else if (!node.suspect) {
                return new Assigned(List.copyOf(probers), node.id);
            }
        }
        return new Assigned(List.copyOf(probers), null);
    }

    private static long hash(String text) {
        long hash = FNV_BASIS;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finaliser of MurmurHash3 (Appleby): spreads the bits. */
    private static long mix(long value) {
        long h = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
