package dev.skein.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Many {@link Network}s as one question: trusted proxies, access lists, rules about clients. Kept as sorted blocks of which none lies
 * within another, so that a look-up is one binary search over plain arrays, whatever was listed. Immutable.
 */
public final class NetworkSet {
    private static final Comparator<Network> BY_START = Comparator.comparingInt(
                    (Network network) -> network.v6() ? 1 : 0)
            .thenComparing(Network::high, Long::compareUnsigned)
            .thenComparing(Network::low, Long::compareUnsigned)
            .thenComparingInt(Network::length);

    /** Holds no address. */
    public static final NetworkSet EMPTY = of(List.of());

    private final List<Network> networks;
    /** Unsigned 32-bit numbers in ascending order: first and last address of each range. */
    private final long[] starts4;

    private final long[] ends4;
    /** Pairs of upper and lower halves, unsigned, in ascending order: first and last address of each range. */
    private final long[] starts6;

    private final long[] ends6;

    private NetworkSet(List<Network> networks) {
        this.networks = networks;
        List<Network> v4 = networks.stream().filter(network -> !network.v6()).toList();
        List<Network> v6 = networks.stream().filter(Network::v6).toList();
        starts4 = v4.stream().mapToLong(Network::low).toArray();
        ends4 = v4.stream().mapToLong(Network::lastLow).toArray();
        starts6 = halves(v6, false);
        ends6 = halves(v6, true);
    }

    /** Compiles a set. Order, doubles and overlaps make no difference. */
    public static NetworkSet of(Collection<Network> networks) {
        List<Network> outermost = new ArrayList<>();
        for (Network network : networks.stream().sorted(BY_START).toList()) {
            // Blocks never overlap in part: sorted, a block is either within the last one kept or beyond it.
            if (outermost.isEmpty() || !outermost.getLast().covers(network)) {
                outermost.add(network);
            }
        }
        return new NetworkSet(List.copyOf(outermost));
    }

    /** Reads and compiles a list of texts, see {@link Network#parse}. */
    public static NetworkSet parse(Collection<String> networks) {
        return of(networks.stream().map(Network::parse).toList());
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** The blocks without those that lie within others, in ascending order, IPv4 first. */
    public List<Network> networks() {
        return networks;
    }

    /** Whether the client's address is a member of one of the blocks. Allocates nothing. */
    public boolean contains(ClientAddress client) {
        return contains(client.raw());
    }

    /**
     * Whether an address is a member of one of the blocks. Allocates nothing.
     *
     * @param raw four or sixteen bytes in network order; v4-mapped counts as IPv4
     */
    public boolean contains(byte[] raw) {
        return Network.isV4(raw) ? contains4(Network.v4(raw)) : contains6(Network.high(raw), Network.low(raw));
    }

    private boolean contains4(long address) {
        int low = 0;
        int high = starts4.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts4[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && address <= ends4[low - 1];
    }

    private boolean contains6(long upper, long lower) {
        int low = 0;
        int high = starts6.length >> 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(starts6, middle, upper, lower) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && compare(ends6, low - 1, upper, lower) >= 0;
    }

    private static int compare(long[] halves, int index, long upper, long lower) {
        int first = Long.compareUnsigned(halves[2 * index], upper);
        return first != 0 ? first : Long.compareUnsigned(halves[2 * index + 1], lower);
    }

    private static long[] halves(List<Network> networks, boolean last) {
        long[] halves = new long[2 * networks.size()];
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            halves[2 * i] = last ? network.lastHigh() : network.high();
            halves[2 * i + 1] = last ? network.lastLow() : network.low();
        }
        return halves;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetworkSet that && networks.equals(that.networks);
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }

    @Override
    public String toString() {
        return networks.toString();
    }
}
