package dev.skein.routing;

import dev.skein.model.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node of a host: one walk over its bytes from the right, with look-ups only at depths and lengths that some
 * pattern has. The node found is the most specific one; its parents are all the others that take the host.
 */
final class HostIndex {
    private static final int EXACT = 0;
    private static final int WILDCARD = 1;
    private static final int LABELS = 64;

    final HostNode any = new HostNode(0, new HostPattern.Any(), null);

    private final SpanTable<HostNode> table = new SpanTable<>();
    /** Bit n: a name has a length that is n modulo 64. */
    private long exactLengths;
    /** Bit n: a wildcard has a number of labels that is n modulo 64. */
    private long wildcardLabels;

    private int nodes = 1;

    /** The node of a host, or its nearest pattern's; null never, as "any" takes all. */
    HostNode find(byte[] bytes, int start, int end) {
        HostNode found = any;
        if ((wildcardLabels | exactLengths) == 0) {
            return found;
        }
        int hash = SpanTable.SEED;
        int labels = 0;
        for (int i = end - 1; i >= start; i--) {
            hash = SpanTable.next(hash, bytes[i]);
            if (bytes[i] == '.') {
                labels++;
                // At least one byte must be left of the dot for the star.
                if ((wildcardLabels >>> labels & 1) != 0 && i > start) {
                    HostNode node = table.get(hash, WILDCARD, bytes, i, end);
                    found = node == null ? found : node;
                }
            }
        }
        if ((exactLengths >>> (end - start) & 1) != 0) {
            HostNode node = table.get(hash, EXACT, bytes, start, end);
            return node == null ? found : node;
        }
        return found;
    }

    /** Adds a node for a pattern, if there is none. Patterns must come from the less to the more specific ones. */
    HostNode add(HostPattern host) {
        return switch (host) {
            case HostPattern.Any _ -> any;
            case HostPattern.Exact exact -> {
                byte[] name = Ascii.bytes(exact.name());
                exactLengths |= 1L << name.length % LABELS;
                yield add(host, EXACT, name, find(name, 0, name.length));
            }
            case HostPattern.Wildcard wildcard -> {
                byte[] suffix = Ascii.bytes(wildcard.suffix());
                HostNode parent = find(suffix, 0, suffix.length);
                wildcardLabels |= 1L << host.specificity() % LABELS;
                yield add(host, WILDCARD, suffix, parent);
            }
        };
    }

    private HostNode add(HostPattern host, int context, byte[] key, HostNode parent) {
        int hash = reversedHash(key);
        @Nullable HostNode known = table.get(hash, context, key, 0, key.length);
        if (known != null) {
            return known;
        }
        HostNode node = new HostNode(nodes++, host, parent);
        table.put(hash, context, key, node);
        return node;
    }

    private static int reversedHash(byte[] key) {
        int hash = SpanTable.SEED;
        for (int i = key.length - 1; i >= 0; i--) {
            hash = SpanTable.next(hash, key[i]);
        }
        return hash;
    }
}
