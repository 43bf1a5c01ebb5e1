package dev.skein.journal;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The latest lines of all nodes, in memory and in order. For one thread. */
final class Recent implements Query.Source {
    private final int most;
    private final TreeSet<Entry> entries = new TreeSet<>();
    private @Nullable Entry floor;
    private final Position.Tally dropped = new Position.Tally(Position.BEGIN);

    Recent(int most) {
        this.most = most;
    }

    void add(Entry entry) {
        if (floor != null && entry.compareTo(floor) <= 0) {
            dropped.add(entry);
            return;
        }
        entries.add(entry);
        if (entries.size() > most) {
            Entry oldest = entries.removeFirst();
            floor = oldest;
            dropped.add(oldest);
        }
    }

    /** Whether all that is asked for is here, as far as it is anywhere. */
    boolean suffices(Query query, Query.Page page) {
        if (floor == null) {
            return true;
        }
        Position after = query.after();
        return after == null
                ? page.entries().size() >= query.limit() || query.sinceMillis() > floor.millis()
                : after.reaches(dropped.done());
    }

    /** The line of that place if it is here. */
    @Nullable
    Entry find(String node, long life, long seq) {
        for (Entry entry : entries.reversed()) {
            if (entry.seq() == seq && entry.life() == life && entry.node().equals(node)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public void forEach(ChainReader.Sink sink) {
        entries.forEach(entry -> sink.entry(entry, ""));
    }
}
