package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cluster.Cluster;
import dev.skein.drill.DrillGround;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this node does with itself in a drill. */
final class OwnFailures implements DrillGround.Own {
    private final Cluster cluster;
    private final @Nullable Majority majority;
    private final Consumer<NodeView.State> state;

    /** @param state what the node is from now on; not heard once it really stops */
    OwnFailures(Cluster cluster, @Nullable Majority majority, Consumer<NodeView.State> state) {
        this.cluster = cluster;
        this.majority = majority;
        this.state = state;
    }

    @Override
    public void drain(boolean on) {
        state.accept(on ? NodeView.State.STOPPING : NodeView.State.READY);
        if (majority != null) {
            majority.draining(on);
        }
    }

    @Override
    public void freeze(boolean on) {
        cluster.freeze(on);
    }
}
