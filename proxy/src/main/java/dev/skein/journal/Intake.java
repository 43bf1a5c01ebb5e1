package dev.skein.journal;

import java.io.IOException;
import java.util.Iterator;

/** Reads another node's answer into the copies here, as far as its lines follow each other. */
final class Intake {
    private final Ledger ledger;
    private final String from;
    private final long now;
    private String previous = "";
    private int taken;

    Intake(Ledger ledger, String from, long now) {
        this.ledger = ledger;
        this.from = from;
        this.now = now;
    }

    /** How many lines were new. */
    int take(String answer) throws IOException {
        Iterator<String> lines = answer.lines().iterator();
        while (lines.hasNext() && line(lines.next())) {
            // Each line counts by itself.
        }
        return taken;
    }

    /** Whether what follows it can be read. */
    private boolean line(String line) throws IOException {
        Joint joint = Joint.parse(line);
        if (joint != null) {
            previous = joint.after();
            return true;
        }
        try {
            Entry entry = Entry.parse(line);
            String before = previous;
            previous = entry.hash();
            if (!entry.follows(before)) {
                throw new IOException("node " + from + " sent a line of node " + entry.node()
                        + "'s journal that does not follow the one before");
            }
            if (!ledger.has(entry) && ledger.accept(from, entry, before, now)) {
                taken++;
            }
            return true;
        } catch (Entry.MalformedException e) {
            throw new IOException("node " + from + " sent " + e.getMessage(), e);
        }
    }
}
