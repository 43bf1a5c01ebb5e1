package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.config.Difference;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of the configuration's file the last time, for the journal and whoever asks. Told by one thread at a time. */
final class ReloadNews {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadNews.class);

    private final Ticker ticker;
    private final Journal journal;
    private final Path file;
    private volatile long loadedEpochMillis;
    private volatile NodeView.@Nullable Refused refused;

    ReloadNews(Ticker ticker, Journal journal, Path file) {
        this.ticker = ticker;
        this.journal = journal;
        this.file = file;
    }

    /** In effect, with what differs from before. */
    void changed(List<Difference> differences) {
        journal.add(EventKind.CONFIGURATION_LOADED, file.toString(), differences.toString());
        for (Difference difference : differences) {
            if (difference.effect() == Difference.Effect.RESTART) {
                LOG.warn("{}: {}: until then the node goes on with what it started with", file, difference);
            }
        }
    }

    /** What the file says is in effect from now on. */
    void inEffect() {
        loadedEpochMillis = ticker.epochMillis();
        refused = null;
    }

    /** The file was read; with these problems it is refused as a whole, without any it says what is in effect. */
    void read(List<String> problems) {
        if (problems.isEmpty()) {
            refused = null;
            return;
        }
        refused = new NodeView.Refused(ticker.epochMillis(), problems);
        String text = problems.size() == 1 ? problems.getFirst() : problems.size() + " problems: " + problems;
        journal.add(EventKind.CONFIGURATION_REFUSED, file.toString(), text);
    }

    long loadedEpochMillis() {
        return loadedEpochMillis;
    }

    NodeView.@Nullable Refused refused() {
        return refused;
    }
}
