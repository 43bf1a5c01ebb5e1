package dev.skein.rollout;

import dev.skein.config.Effective;
import dev.skein.config.Loaded;
import dev.skein.config.Problem;
import dev.skein.config.Settings;
import dev.skein.config.SettingsReader;
import dev.skein.config.Texts;
import dev.skein.revision.Bundle;
import dev.skein.revision.OwnFile;
import dev.skein.revision.Taken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's settings come from: its own file, and over that the revision that rules its cluster, if there is one. Any
 * thread may read; each reading goes to the disk.
 */
public final class Configuration {
    private final Path file;
    private final Map<String, String> environment = System.getenv();
    private volatile @Nullable Texts ruling;
    private volatile Own own = new Own(new Texts("", new TreeMap<>()), OwnFile.UNKNOWN, List.of());
    /** The node's own file when its own keys could last be used: somebody may be in the middle of changing it. */
    private volatile @Nullable Texts usable;

    public Configuration(Path file) {
        this.file = file;
    }

    /**
     * The node's own file.
     *
     * @param problems that it would have alone
     */
    public record Own(Texts texts, OwnFile hashes, List<String> problems) {}

    Path file() {
        return file;
    }

    /** The file as it was read last. */
    public Own own() {
        return own;
    }

    /**
     * What to start with: the revision that was in force last, with the file's own keys; or the file.
     *
     * @throws IOException if what is kept of the last revision is damaged or gone; names the file and the way out
     */
    public Loaded first() throws IOException {
        Loaded alone = read();
        if (!(alone instanceof Loaded.Valid valid) || !decides(valid.settings())) {
            return alone;
        }
        RevisionStore store = new RevisionStore(valid.settings().node().data());
        Taken taken = store.taken();
        if (taken == null) {
            return alone;
        }
        rule(store.committed(taken), label(taken.revision().number()));
        return read();
    }

    /** Whether there is a majority that could commit revisions. */
    public static boolean decides(Settings settings) {
        return settings.cluster() != null && settings.cluster().secret() != null;
    }

    /** How problems name the files of a revision. */
    String label(long number) {
        return file.getFileName() + " (revision " + number + ")";
    }

    /** From now on this rules the shared keys; null: the file does. */
    void rule(@Nullable Bundle bundle, String label) {
        ruling = bundle == null ? null : new Texts(label, bundle.files());
    }

    @Nullable
    Texts ruling() {
        return ruling;
    }

    /** For a rule that turned out not to work: back to what was before. */
    void restore(@Nullable Texts before) {
        ruling = before;
    }

    /** Reads the file, and what should be in effect. The files to watch are always those of the node. */
    public synchronized Loaded read() {
        Loaded alone = SettingsReader.read(file, environment);
        if (ruling == null && alone instanceof Loaded.Valid valid && !decides(valid.settings())) {
            // Nobody will ask: a start is quicker without.
            return alone;
        }
        Texts texts = texts(alone);
        own = new Own(texts, hashes(texts), problems(alone));
        Texts over = ruling;
        if (over == null) {
            usable = alone instanceof Loaded.Valid ? texts : usable;
            return alone;
        }
        Loaded merged = SettingsReader.read(file, texts, over, environment);
        Texts last = usable;
        if (merged instanceof Loaded.Valid) {
            usable = texts;
        } else if (last != null && SettingsReader.read(file, last, over, environment) instanceof Loaded.Valid former) {
            merged = former;
        }
        return watching(merged, alone.files());
    }

    private Texts texts(Loaded alone) {
        try {
            return Texts.of(file, alone.files());
        } catch (IOException e) {
            // The reading has a problem that says why.
            return new Texts(file.toString(), new TreeMap<>());
        }
    }

    private static Loaded watching(Loaded loaded, List<Path> files) {
        return switch (loaded) {
            case Loaded.Valid valid -> new Loaded.Valid(valid.settings(), valid.warnings(), files);
            case Loaded.Invalid invalid -> new Loaded.Invalid(invalid.problems(), files);
        };
    }

    /** What counts here, key by key, with its place. Reads the disk. */
    public List<Effective> effective() {
        Texts over = ruling;
        Texts texts = over == null ? texts(SettingsReader.read(file, environment)) : mine();
        return SettingsReader.effective(file, texts, over, environment);
    }

    /** What would be in effect here if this ruled. */
    Loaded trial(Bundle bundle, String label) {
        return SettingsReader.read(file, mine(), new Texts(label, bundle.files()), environment);
    }

    /** The texts whose own keys of this node count: the file as it was read last, or when those could last be used. */
    Texts mine() {
        Texts mine = usable;
        return mine == null ? own.texts() : mine;
    }

    /** A bundle in hashes, as this node sees it. */
    OwnFile hashes(Bundle bundle) {
        return hashes(new Texts("", bundle.files()));
    }

    private OwnFile hashes(Texts texts) {
        return texts.files().isEmpty()
                ? OwnFile.UNKNOWN
                : new OwnFile(new Bundle(texts.files()).id(), SettingsReader.digest(file, texts, environment));
    }

    public static List<String> problems(Loaded loaded) {
        return loaded instanceof Loaded.Invalid invalid
                ? invalid.problems().stream().map(Problem::toString).toList()
                : List.of();
    }
}
