package dev.skein.snapshot;

import dev.skein.balance.Candidates;
import dev.skein.balance.PickContext;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
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

    /**
     * Picks a server for a request and takes a place at it.
     *
     * @return its place in the list; -1 where there is none, then the context says why
     */
    public int take(RequestView request, PickContext pick) {
        while (true) {
            int picked = candidates.select(request, pick);
            if (picked < 0 || servers.get(picked).tryPlace()) {
                return picked;
            }
        }
    }

    /** The place of a server, or -1 if it is none of the pool's any more. */
    public int indexOf(ServerKey key) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
