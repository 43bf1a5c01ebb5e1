package dev.skein;

import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ports for the other nodes, opened as soon as they can be had; told once when not. One thread at a time. */
final class Doors {
    private final Journal journal;
    private final String id;
    private final List<Door> closed = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();

    Doors(Journal journal, String id) {
        this.journal = journal;
        this.id = id;
    }

    /** Something that opens a port. */
    @FunctionalInterface
    interface Opening {
        /** @throws IOException if the port can't be had; names it */
        void open() throws IOException;
    }

    /** @param name for the journal */
    record Door(String name, Opening opening) {}

    void add(Door door) {
        closed.add(door);
    }

    /** Tries those that are not open yet. */
    void open() {
        closed.removeIf(this::opened);
    }

    private boolean opened(Door door) {
        try {
            door.opening().open();
            if (failing.remove(door.name())) {
                journal.add(EventKind.CLUSTER_PORT_OPENED, id, door.name());
            }
            return true;
        } catch (IOException e) {
            if (failing.add(door.name())) {
                journal.add(EventKind.CLUSTER_PORT_FAILED, id, door.name() + ": " + e.getMessage());
            }
            return false;
        }
    }
}
