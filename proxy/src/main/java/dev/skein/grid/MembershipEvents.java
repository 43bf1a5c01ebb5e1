package dev.skein.grid;

import dev.skein.cluster.Member;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.Membership.Change;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the comings and goings of nodes into the journal. Called within the membership's lock. */
final class MembershipEvents implements Consumer<Change> {
    private final Journal journal;
    private final String self;
    /** Whether this node is in the grid: what it does not hear of while it is not, says nothing of others. */
    private boolean inside;

    MembershipEvents(Journal journal, String self) {
        this.journal = journal;
        this.self = self;
    }

    @Override
    public void accept(Change change) {
        Member now = change.now();
        State before = change.before() == null ? null : change.before().state();
        EventKind kind = now.id().equals(self) ? own(before, now) : other(before, now);
        if (kind != null) {
            journal.add(kind, now.id(), now.reason());
        }
    }

    private @Nullable EventKind own(@Nullable State before, Member now) {
        inside = now.state() == State.PRESENT;
        if (inside) {
            return EventKind.GRID_JOINED;
        }
        return before == State.PRESENT ? EventKind.GRID_LEFT : null;
    }

    private @Nullable EventKind other(@Nullable State before, Member now) {
        return switch (now.state()) {
            case JOINING -> null;
            case PRESENT -> before == State.SUSPECT ? EventKind.NODE_RECOVERED : EventKind.NODE_JOINED;
            case SUSPECT -> before == State.SUSPECT || !inside ? null : EventKind.NODE_SUSPECTED;
            case GONE -> EventKind.NODE_GONE;
        };
    }
}
