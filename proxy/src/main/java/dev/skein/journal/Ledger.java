package dev.skein.journal;

import dev.skein.journal.Book.Mark;
import dev.skein.journal.Entry.Place;
import dev.skein.telemetry.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All journals on one node: its own chain, and copies of the others'. What this node's own disk has lost, and another
 * node's has not, is a copy, too. For one thread.
 */
final class Ledger implements Query.Source {
    private static final ChainFile.Bounds COPY = new ChainFile.Bounds(4 << 20, 1);
    private static final int RECENT = 5000;

    private final Path directory;
    private final String self;
    private final Notes notes;
    private final Recent recent = new Recent(RECENT);
    private final Book own;
    private final Map<String, Book> copies = new TreeMap<>();
    private final Set<String> told = new HashSet<>();
    private final Patience patience = new Patience();
    private long life;
    private long clock;

    /** Takes what an operator should know. */
    interface Notes {
        /** @param node whose journal */
        void altered(String node, String text);
    }

    Ledger(Path directory, String self, ChainFile.Bounds bounds, Notes notes) {
        this.directory = directory;
        this.self = self;
        this.notes = notes;
        this.own = new Book(new ChainFile(directory.resolve(self + ".jsonl"), self, bounds));
    }

    /**
     * Reads what is on disk, and begins a life.
     *
     * @param now milliseconds since 1970
     */
    void open(long now) {
        life = now;
        read(self, own);
        for (String node : Copies.nodes(directory)) {
            read(node, copy(node));
        }
        Entry last = own.last();
        life = last == null ? life : Math.max(life, last.life() + 1);
    }

    private void read(String node, Book book) {
        try {
            book.read(new ChainReader.Sink() {
                @Override
                public void entry(Entry entry, String previous) {
                    heard(entry, Long.MAX_VALUE);
                    recent.add(entry);
                }

                @Override
                public void found(Finding finding) {
                    if (finding.altered()) {
                        tell(node, finding.toString());
                    }
                }
            });
        } catch (IOException e) {
            tell(node, "cannot be read: " + e);
        }
    }

    private Book copy(String node) {
        return copies.computeIfAbsent(node, key -> new Book(new ChainFile(Copies.path(directory, key), key, COPY)));
    }

    /** Once for each journal: a file that was altered has many lines that were. */
    private void tell(String node, String text) {
        if (told.add(node)) {
            notes.altered(node, text);
        }
    }

    private void heard(Entry entry, long now) {
        if (entry.millis() - HybridTime.FOLLOWED_MILLIS <= now) {
            clock = Math.max(clock, entry.clock());
        }
    }

    /** Adds an event of this node; the line follows the one with the hash that {@link #head} gave before. */
    Entry write(Event event) {
        clock = HybridTime.next(clock, event.at().toEpochMilli());
        Entry last = own.last();
        Place place = new Place(self, life, last == null ? 1 : last.seq() + 1, clock);
        String previous = own.hash();
        Entry entry = Entry.of(place, event, previous);
        recent.add(entry);
        own.append(entry, previous, "");
        return entry;
    }

    /** Hash of this node's last line. */
    String head() {
        return own.hash();
    }

    /**
     * Another node's line, as it came.
     *
     * @return false: lines before it are missing here
     */
    boolean hear(Entry entry, String previous, long now) {
        Book book = copy(entry.node());
        if (entry.node().equals(self) || book.has(entry)) {
            return true;
        }
        if (!book.hash().equals(previous) || !entry.follows(previous)) {
            return false;
        }
        add(book, entry, previous, now);
        return true;
    }

    private void add(Book book, Entry entry, String previous, long now) {
        String why = book.hash().equals(previous) ? "" : book.knows(previous) ? "they came later" : "never had here";
        heard(entry, now);
        recent.add(entry);
        book.append(entry, previous, why);
    }

    /** How far this node has all journals. */
    Digest digest() {
        Digest digest = Digest.empty();
        digest.add(self, own);
        copies.forEach(digest::add);
        return digest;
    }

    /** What somebody lacks who has that far; empty: nothing. */
    String missing(Digest theirs, int mostChars) throws IOException {
        compare(theirs);
        Answer answer = new Answer(mostChars);
        for (Map.Entry<String, Book> copy : copies.entrySet()) {
            answer.add(copy.getKey(), copy.getValue(), theirs);
        }
        answer.add(self, own, theirs);
        return answer.text();
    }

    /** Where another node has another line than this one in the same place, one of both was altered. */
    private void compare(Digest theirs) {
        theirs.marks()
                .forEach((node, lives) -> lives.forEach((theirLife, mark) -> {
                    Entry ours = at(node, theirLife, mark);
                    if (ours != null && !ours.hash().equals(mark.hash())) {
                        tell(node, "line " + mark.seq() + " is another one at another node: one of both was altered");
                    }
                }));
    }

    private @Nullable Entry at(String node, long someLife, Mark mark) {
        Book book = node.equals(self) ? own : copies.get(node);
        Entry last = book == null ? null : book.lives().get(someLife);
        if (last == null || last.seq() < mark.seq()) {
            return null;
        }
        return last.seq() == mark.seq() ? last : recent.find(node, someLife, mark.seq());
    }

    /** Takes what was missing here; lines that don't follow each other are refused. How many were new. */
    int take(String from, String answer, long now) throws IOException {
        return new Intake(this, from, now).take(answer);
    }

    /** One line of an answer. Whether it is here now. */
    boolean accept(String from, Entry entry, String previous, long now) {
        Book book = copy(entry.node());
        if (entry.node().equals(self)) {
            tell(
                    self,
                    "line " + entry.seq() + " of this node's journal is at node " + from
                            + " and not on this disk: removed, lost, or the disk is a new one");
            life = Math.max(life, entry.life() + 1);
        } else if (!book.knows(previous)
                && book.last() != null
                && !from.equals(entry.node())
                && patience.waits(entry)) {
            return false;
        }
        add(book, entry, previous, now);
        return true;
    }

    /** Whether that line is here already. */
    boolean has(Entry entry) {
        Book book = copies.get(entry.node());
        return entry.node().equals(self) && own.has(entry) || book != null && book.has(entry);
    }

    Query.Page find(Query query) throws IOException {
        Query.Page page = query.run(recent);
        return recent.suffices(query, page) ? page : query.run(this);
    }

    @Override
    public void forEach(ChainReader.Sink sink) throws IOException {
        own.forEach(sink);
        for (Book copy : copies.values()) {
            copy.forEach(sink);
        }
    }

    /** Writes what the disk did not take before. */
    void flush() throws IOException {
        own.flush();
        for (Book copy : copies.values()) {
            copy.flush();
        }
    }

    void sync() throws IOException {
        own.sync();
        for (Book copy : copies.values()) {
            copy.sync();
        }
    }

    /** Lines of this node that no disk took. */
    long lost() {
        return own.lost() + own.waiting();
    }

    void close() throws IOException {
        own.close();
        for (Book copy : copies.values()) {
            copy.close();
        }
    }
}
