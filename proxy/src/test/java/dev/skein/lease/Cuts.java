package dev.skein.lease;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which ways between simulated nodes nothing passes, each direction by itself. */
public final class Cuts {
    private final boolean[][] cut;

    public Cuts(int nodes) {
        cut = new boolean[nodes][nodes];
    }

    public boolean between(int from, int to) {
        return cut[from][to];
    }

    /** Parts the nodes in two anew, beside the cuts there are; one time in four only what goes one way is lost. */
    public void some(SplittableRandom random) {
        boolean oneWay = random.nextInt(4) == 0;
        int side = random.nextInt(1 << cut.length);
        for (int from = 0; from < cut.length; from++) {
            for (int to = 0; to < cut.length; to++) {
                boolean leaves = (side >> from & 1) > (side >> to & 1);
                cut[from][to] |= leaves || !oneWay && (side >> from & 1) != (side >> to & 1);
            }
        }
    }

    public void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }
}
