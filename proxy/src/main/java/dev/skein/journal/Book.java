package dev.skein.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One node's chain at this node: how far it goes in each life, and its file. What the disk does not take waits here, so that
 * nothing is missing once there is room again. For one thread.
 */
final class Book {
    /** Lines that wait for the disk. */
    static final int MOST_WAITING = 10_000;

    private final ChainFile file;
    private final NavigableMap<Long, Entry> lives = new TreeMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Entry last;
    private long floor;
    private boolean empty = true;
    private long lost;

    private record Waiting(Entry entry, String previous, String why) {}

    Book(ChainFile file) {
        this.file = file;
    }

    /** Reads what is on disk. */
    void read(ChainReader.Sink sink) throws IOException {
        file.read(new ChainReader.Sink() {
            @Override
            public void entry(Entry entry, String previous) {
                if (empty && !previous.equals(Entry.NOTHING)) {
                    floor = entry.clock();
                }
                note(entry);
                sink.entry(entry, previous);
            }

            @Override
            public void found(Finding finding) {
                sink.found(finding);
            }
        });
    }

    private void note(Entry entry) {
        empty = false;
        last = entry;
        lives.put(entry.life(), entry);
    }

    /** Its last line; null if there is none. */
    @Nullable
    Entry last() {
        return last;
    }

    /** Hash of its last line. */
    String hash() {
        return last == null ? Entry.NOTHING : last.hash();
    }

    /** The last line of each life. */
    NavigableMap<Long, Entry> lives() {
        return lives;
    }

    /** What is older than that on the hybrid clock is not here any more; 0: all is here. */
    long floor() {
        return floor;
    }

    /** Whether it has that line, or had it. */
    boolean has(Entry entry) {
        Entry known = lives.get(entry.life());
        return known != null && known.seq() >= entry.seq();
    }

    /** Whether a line that follows the one with that hash has its place here: at the end, or at the end of some life. */
    boolean knows(String previous) {
        return previous.equals(hash())
                || lives.values().stream().anyMatch(entry -> entry.hash().equals(previous));
    }

    /**
     * Adds a line, which waits for {@link #flush}.
     *
     * @param why what is missing where it does not follow the last one
     */
    void append(Entry entry, String previous, String why) {
        if (empty && !previous.equals(Entry.NOTHING)) {
            floor = entry.clock();
        }
        note(entry);
        waiting.addLast(new Waiting(entry, previous, why));
        if (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
            lost++;
        }
    }

    /** Writes what waits. */
    void flush() throws IOException {
        for (Waiting next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            String why = next.why().isEmpty() && lost > 0 ? lost + " could not be written to disk" : next.why();
            file.append(next.entry(), next.previous(), why);
            waiting.removeFirst();
        }
    }

    /** Lines that wait for the disk. */
    int waiting() {
        return waiting.size();
    }

    /** Lines that it never took. */
    long lost() {
        return lost;
    }

    /** Reads all lines, oldest first, those that wait as well. */
    void forEach(ChainReader.Sink sink) throws IOException {
        file.again(sink);
        waiting.forEach(line -> sink.entry(line.entry(), line.previous()));
    }

    void sync() throws IOException {
        file.sync();
    }

    void close() throws IOException {
        file.close();
    }

    /** Whether it knows lines of that life or of others that {@code theirs} lacks, judged by the last of each life. */
    boolean hasMoreThan(Map<Long, Mark> theirs, long theirFloor) {
        return lives.values().stream().anyMatch(entry -> lacks(theirs, theirFloor, entry));
    }

    /** Whether somebody who has that far has not got a line, and would keep it. */
    static boolean lacks(Map<Long, Mark> theirs, long theirFloor, Entry entry) {
        Mark mark = theirs.get(entry.life());
        return mark == null ? entry.clock() >= theirFloor : mark.seq() < entry.seq();
    }

    /** How far somebody has a life. */
    record Mark(long seq, String hash) {}
}
