package dev.skein.cluster.keys;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Secrets that outlive a restart, encrypted: the cluster's, which every node has, or those of a node alone. Any thread. */
public interface Vault {
    /** The secret of that name as this node knows it, a copy; null where there is none. Returns at once. */
    byte @Nullable [] entry(String name);

    /** Whether that is what was decided last, as far as this node knows. */
    boolean current();

    /**
     * Keeps secrets, all of them or none. Returns when they are in use; waits for disks and other nodes for that.
     *
     * @param changes by name; empty: it is gone
     * @param still whether this node may do so, asked again at the latest moment
     * @throws KeyRingException when they are not, and why
     */
    void keep(Map<String, byte[]> changes, BooleanSupplier still) throws KeyRingException;
}
