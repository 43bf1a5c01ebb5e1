package dev.skein.snapshot;

import dev.skein.balance.Candidates;
import java.util.List;

/**
 * The servers of a pool at one moment.
 *
 * @param candidates for the pick; its numbers are places in {@code servers}
 */
public record PoolView(Candidates candidates, List<Server> servers) {
    public PoolView {
        if (candidates.size() != servers.size()) {
            throw new IllegalArgumentException(
                    "servers: " + servers.size() + " (expected: " + candidates.size() + ", one for each candidate)");
        }
    }
}
