package dev.skein.membership;

import dev.skein.cluster.Grids;
import dev.skein.cluster.Member;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the journal of two grids: when there are two, who goes from one to the other, and when there is one again. */
final class GridNews implements Consumer<Grids.View> {
    private final Journal journal;
    private final Member self;
    /** The grid of each node as it was told; empty while there is one. */
    private final Map<String, String> told = new HashMap<>();

    GridNews(Journal journal, Member self) {
        this.journal = journal;
        this.self = self;
    }

    @Override
    public void accept(Grids.View now) {
        if (!now.apart()) {
            if (!told.isEmpty()) {
                journal.add(EventKind.ONE_GRID, self.id(), now.toString());
            }
            told.clear();
            return;
        }
        boolean news = false;
        for (var grid : now.nodes().entrySet()) {
            for (String node : grid.getValue()) {
                news |= !grid.getKey().equals(told.put(node, grid.getKey()));
            }
        }
        if (news) {
            journal.add(EventKind.TWO_GRIDS, self.id(), now.toString());
        }
    }
}
