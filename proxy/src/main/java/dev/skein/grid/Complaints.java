package dev.skein.grid;

import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;

/** What the grid tells operators, in the journal. */
record Complaints(Ticker ticker, Journal journal, String self) {
    void peer(String text) {
        journal.add(EventKind.PEER_REFUSED, self, text);
    }

    void add(EventKind kind, String text) {
        journal.add(kind, self, text);
    }
}
