package dev.skein.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Includes of a configuration that travels: from its own files, never from this machine's disk. */
final class BundledIncludes implements ConfigIncluder, ConfigIncluderFile {
    private static final List<String> ENDINGS = List.of("", ".conf", ".json", ".properties");

    private final Texts texts;
    private final Path main;
    private final Map<String, Path> bases;
    private final String within;

    /**
     * Of one of the files.
     *
     * @param main this node's own file, beside which the others are thought to be
     * @param bases where a text of that label is thought to be, for files that it names; filled while parsing
     * @param within the name of the file that includes
     */
    BundledIncludes(Texts texts, Path main, Map<String, Path> bases, String within) {
        this.texts = texts;
        this.main = main;
        this.bases = bases;
        this.within = within;
    }

    /** One of the files with its own includes. */
    ConfigObject parse() {
        String text = texts.files().get(within);
        String label = texts.label(within);
        bases.put(label, path());
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(syntax())
                .setOriginDescription(label)
                .appendIncluder(this);
        return ConfigFactory.parseString(text == null ? "" : text, options).root();
    }

    private Path path() {
        return within.equals(Texts.MAIN) ? main : main.resolveSibling(within);
    }

    private ConfigSyntax syntax() {
        String lower = within.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".properties")) {
            return ConfigSyntax.PROPERTIES;
        }
        return lower.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return find(context, Texts.name(main, path().resolveSibling(what)), what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return find(context, Texts.name(main, what.toPath()), what.getPath());
    }

    private ConfigObject find(ConfigIncludeContext context, String name, String what) {
        for (String ending : ENDINGS) {
            String found = known(name + ending);
            if (found != null) {
                return new BundledIncludes(texts, main, bases, found).parse();
            }
        }
        if (!context.parseOptions().getAllowMissing()) {
            throw new ConfigException.Generic(
                    texts.label(within) + ": 1: include of " + what + ", which is not among its files");
        }
        return Block.EMPTY;
    }

    private @Nullable String known(String name) {
        return texts.files().containsKey(name) ? name : null;
    }
}
