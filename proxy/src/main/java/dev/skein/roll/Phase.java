package dev.skein.roll;

import java.util.Locale;

/** Where one node or server is on its way through a roll. New ones are added at the end: the place is the layout. */
public enum Phase {
    WAITING,
    /** A server keeps its bound sessions and open exchanges, and gets no new ones. */
    DRAINING,
    /** A server gets nothing. */
    EMPTYING,
    /** The command runs for a server; a node restarts. */
    WORKING,
    /** It is not used yet: is it healthy? */
    CHECKING,
    /** It is used again: slow start. */
    WARMING,
    /** It is used like the others, and compared with them. */
    WATCHING,
    DONE;

    /** As written in the API. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
