package dev.skein.journal;

import java.io.IOException;

/** Gathers what another node lacks: lines as they are in the files, before each that does not follow a joint. */
final class Answer {
    private final int most;
    private final StringBuilder text = new StringBuilder();
    private String end = "";
    private boolean full;

    /** @param most characters, about */
    Answer(int most) {
        this.most = most;
    }

    void add(String node, Book book, Digest theirs) throws IOException {
        if (full || !book.hasMoreThan(theirs.of(node), theirs.floor(node))) {
            return;
        }
        end = "";
        book.forEach((entry, previous) -> {
            if (!full && Book.lacks(theirs.of(node), theirs.floor(node), entry)) {
                if (!previous.equals(end)) {
                    text.append(new Joint(node, previous, "").json()).append('\n');
                }
                text.append(entry.json()).append('\n');
                end = entry.hash();
                full = text.length() >= most;
            }
        });
    }

    String text() {
        return text.toString();
    }
}
