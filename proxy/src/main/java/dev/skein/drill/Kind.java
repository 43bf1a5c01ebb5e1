package dev.skein.drill;

import java.util.Locale;

/** What is made to fail. New ones are added at the end: the place is the layout. */
public enum Kind {
    LOSE_SERVER("POOL/SERVER", "a server gets nothing, on no node"),
    DRAIN_NODE("NODE", "a node hands over its addresses and roles, and is not ready"),
    FREEZE_GRID("NODE", "a node's grid messages are held back, both ways; it goes on with what it knew"),
    MOVE_ADDRESS("ADDRESS", "a virtual address moves to another node, and back");

    private final String target;
    private final String meaning;

    Kind(String target, String meaning) {
        this.target = target;
        this.meaning = meaning;
    }

    /** As written in the API: {@code lose-server}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is done to, for help texts. */
    public String target() {
        return target;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether the node itself does its part, by its own clock. */
    boolean byNode() {
        return this == DRAIN_NODE || this == FREEZE_GRID;
    }
}
