package dev.skein;

import dev.skein.telemetry.Journal;
import dev.skein.telemetry.JournalFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal on disk, in the node's data directory; a node whose disk takes nothing serves all the same. */
final class JournalKeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalKeeping.class);
    private static final long ROTATED_AT = 16L << 20;
    private static final int ROTATED_KEPT = 4;

    private final @Nullable JournalFile file;
    private final Runnable ends;

    private JournalKeeping(@Nullable JournalFile file, Runnable ends) {
        this.file = file;
        this.ends = ends;
    }

    /** Keeps every event from now on in {@code journal.jsonl}. */
    static JournalKeeping begin(Journal journal, Path data) {
        Path path = data.resolve("journal.jsonl");
        try {
            JournalFile file = new JournalFile(path, ROTATED_AT, ROTATED_KEPT);
            return new JournalKeeping(file, journal.listen(file));
        } catch (IOException e) {
            LOG.warn("{}: cannot be written: the journal is in the log only: {}", path, e.toString());
            return new JournalKeeping(null, () -> {});
        }
    }

    /** Events that did not get into the file. */
    long lost() {
        return file == null ? 0 : file.lost();
    }

    @Override
    public void close() {
        ends.run();
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("journal: {}", e.toString());
            }
        }
    }
}
