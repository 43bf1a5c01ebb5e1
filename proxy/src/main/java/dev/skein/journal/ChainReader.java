package dev.skein.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the files of one chain from the oldest line on, and looks whether each line follows the one before. */
final class ChainReader {
    private final String node;
    private final Sink sink;
    private @Nullable String previous;

    /** Takes what is read. */
    interface Sink {
        /** @param previous hash of the line before */
        void entry(Entry entry, String previous);

        default void found(Finding finding) {}
    }

    private ChainReader(String node, Sink sink) {
        this.node = node;
        this.sink = sink;
    }

    /**
     * Reads all files.
     *
     * @param files oldest first
     * @param node whose journal it should be
     */
    static void read(List<Path> files, String node, Sink sink) throws IOException {
        ChainReader reader = new ChainReader(node, sink);
        for (Path file : files) {
            reader.read(file);
        }
    }

    private void read(Path file) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                line(file, ++number, line);
            }
        }
    }

    private void line(Path file, int number, String line) {
        String place = file + ":" + number;
        Joint joint = Joint.parse(line);
        if (joint != null) {
            joint(place, joint);
            return;
        }
        try {
            Entry entry = Entry.parse(line);
            String before = previous == null ? "" : previous;
            if (!entry.node().equals(node)) {
                altered(place, "a line of node " + entry.node() + " (expected: of node " + node + ")");
            } else if (!entry.follows(before)) {
                altered(
                        place,
                        "line " + entry.seq() + " does not follow the one before: it, or lines before it, were"
                                + " altered, removed or put in another order");
            }
            previous = entry.hash();
            sink.entry(entry, before);
        } catch (Entry.MalformedException e) {
            altered(place, String.valueOf(e.getMessage()));
        }
    }

    private void joint(String place, Joint joint) {
        if (previous != null && !previous.equals(joint.after())) {
            if (joint.why().isEmpty()) {
                altered(place, "the lines before are not those that were there: altered or removed");
            } else {
                sink.found(new Finding(place, false, "lines are missing: " + joint.why()));
            }
        }
        previous = joint.after();
    }

    private void altered(String place, String text) {
        sink.found(new Finding(place, true, text));
    }
}
