package dev.skein.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The library's includes, with a note of each file, since the library passes over missing ones in silence. */
final class WatchedIncludes implements ConfigIncluder, ConfigIncluderFile {
    private final Path main;
    private final Set<Path> files;
    private final Consumer<Path> missing;
    private final @Nullable ConfigIncluder next;

    WatchedIncludes(Path main, Set<Path> files, Consumer<Path> missing) {
        this(main, files, missing, null);
    }

    private WatchedIncludes(Path main, Set<Path> files, Consumer<Path> missing, @Nullable ConfigIncluder next) {
        this.main = main;
        this.files = files;
        this.missing = missing;
        this.next = next;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new WatchedIncludes(main, files, missing, fallback);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        ConfigParseable parseable = context.relativeTo(what);
        String name = parseable == null ? null : parseable.origin().filename();
        // The library looks among its own resources for what is not on the disk, and does not say where it looked
        // first.
        note(name == null ? main.resolveSibling(what) : Path.of(name), what);
        return next == null ? Block.EMPTY : next.include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        note(what.toPath(), what.getPath());
        return next instanceof ConfigIncluderFile file ? file.includeFile(context, what) : Block.EMPTY;
    }

    /** A name without an ending stands for each of those that the library tries. */
    private void note(Path path, String what) {
        Path withEnding = path.resolveSibling(path.getFileName() + ".conf");
        boolean ending = what.endsWith(".conf") || what.endsWith(".json") || what.endsWith(".properties");
        Path file = ending || (!Files.exists(withEnding) && Files.exists(path)) ? path : withEnding;
        files.add(file);
        if (!Files.exists(file)) {
            missing.accept(file);
        }
    }
}
