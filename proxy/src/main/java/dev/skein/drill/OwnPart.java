package dev.skein.drill;

import dev.skein.drill.Drill.State;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node's own part in drills: begun when the register says so, and ended by this node's own clock at the latest, whether or
 * not anybody can be heard. For one thread.
 */
final class OwnPart {
    private final String self;
    private final DrillGround.Own own;
    private @Nullable Kind acting;
    private long begun;
    private long endNanos;

    OwnPart(String self, DrillGround.Own own) {
        this.self = self;
        this.own = own;
    }

    /** To be called several times a second. */
    void look(@Nullable Drill latest, long nanos) {
        boolean mine = latest != null
                && latest.kind().byNode()
                && latest.target().equals(self)
                && latest.state() == State.FAILING;
        if (mine && latest != null && latest.number() != begun) {
            begun = latest.number();
            endNanos = nanos + TimeUnit.MILLISECONDS.toNanos(latest.forMillis());
            acting = latest.kind();
            act(latest.kind(), true);
        }
        Kind now = acting;
        if (now != null && (!mine || nanos - endNanos >= 0)) {
            acting = null;
            act(now, false);
        }
    }

    private void act(Kind kind, boolean on) {
        switch (kind) {
            case DRAIN_NODE -> own.drain(on);
            case FREEZE_GRID -> own.freeze(on);
            case LOSE_SERVER, MOVE_ADDRESS -> {
                // Others do these.
            }
        }
    }
}
