package dev.skein.cluster;

import java.util.function.BooleanSupplier;

/**
 * Whether virtual addresses stay where they may for a while, because nodes go and come on purpose: while there are two grids,
 * or the nodes are rolled. Without that an address would go back to a node as soon as it has returned, and on from the next
 * one when its turn comes, while connections from before live on at a former holder only. Any thread.
 */
public final class Standstill {
    private final Grids grids;
    private volatile BooleanSupplier rolled = () -> false;

    Standstill(Grids grids) {
        this.grids = grids;
    }

    /** @param next whether nodes are rolled, by what a majority has agreed on, so that all nodes say the same */
    public void during(BooleanSupplier next) {
        rolled = next;
    }

    public boolean now() {
        return grids.view().apart() || rolled.getAsBoolean();
    }
}
