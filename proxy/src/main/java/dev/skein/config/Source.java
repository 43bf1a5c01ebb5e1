package dev.skein.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a configuration with its includes and substitutions: file → object. Substitutions look into the file itself,
 * then system properties, then the environment.
 */
final class Source {
    private static final Pattern PLACED = Pattern.compile("(.*?): (\\d+)(?:-\\d+)?: (.*)", Pattern.DOTALL);
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

    private final Path file;
    private final Map<String, String> environment;
    private final Set<Path> files = new LinkedHashSet<>();
    private final Map<String, Path> bases = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /**
     * Reads nothing yet.
     *
     * @param file the main one; a made-up name for {@link #parse(String)}
     */
    Source(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        files.add(file);
    }

    /** What keeps the file from being read at all, and substitutions that lead nowhere. */
    List<Problem> problems() {
        return problems;
    }

    List<Problem> warnings() {
        return warnings;
    }

    /** The file and what it includes, known after parsing. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** The file's object, resolved; null where there is none. */
    @Nullable
    ConfigObject parse() {
        return guarded(() -> ConfigFactory.parseFile(file.toFile(), options()));
    }

    /** The same for a text. */
    @Nullable
    ConfigObject parse(String text) {
        return guarded(() -> ConfigFactory.parseString(text, options().setOriginDescription(file.toString())));
    }

    /** The same for a configuration that came from elsewhere; files that it names are looked for beside this one. */
    @Nullable
    ConfigObject parse(Texts texts) {
        return guarded(() ->
                new BundledIncludes(texts, file, bases, Texts.MAIN).parse().toConfig());
    }

    /** Beside which file a text of that label is thought to be. */
    Map<String, Path> bases() {
        return bases;
    }

    private ConfigParseOptions options() {
        return ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setAllowMissing(false)
                .appendIncluder(new WatchedIncludes(file, files, this::missing));
    }

    private void missing(Path included) {
        String rule = "a file; say required(...) to make this a problem";
        Place place = new Place(file.toString(), 0);
        warnings.add(new Problem(place, "", "include of " + included + ", which is missing", rule, null));
    }

    private @Nullable ConfigObject guarded(java.util.function.Supplier<Config> parser) {
        try {
            return resolved(parser.get());
        } catch (ConfigException.IO e) {
            problems.add(new Problem(new Place(file.toString(), 0), "", reason(e), "a file that can be read", null));
        } catch (ConfigException e) {
            problems.add(placed(e, "not HOCON: "));
        } catch (StackOverflowError _) {
            problems.add(new Problem(new Place(file.toString(), 0), "", "nested too deeply", "", null));
        }
        return null;
    }

    private static String reason(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("FileNotFoundException") || message.contains("No such file")
                ? "cannot be read: " + message.replaceFirst(".*FileNotFoundException: ", "")
                : message;
    }

    private Problem placed(ConfigException e, String before) {
        String message = String.valueOf(e.getMessage());
        Matcher matcher = PLACED.matcher(message);
        if (matcher.matches()) {
            Place place = new Place(matcher.group(1), Integer.parseInt(matcher.group(2)));
            // The library speaks of a parenthesis where a brace is missing.
            boolean open = matcher.group(3).contains("end of file");
            String text = open ? "a block or list is not closed at the end of the file" : matcher.group(3);
            return new Problem(place, "", before + text, "", null);
        }
        return new Problem(new Place(file.toString(), 0), "", before + message, "", null);
    }

    /** Each name that leads nowhere becomes a problem and then empty text, until all is resolved. */
    private @Nullable ConfigObject resolved(Config parsed) {
        Config known = ConfigFactory.parseProperties(System.getProperties())
                .withoutPath("skein")
                .withFallback(environment());
        Set<String> undefined = new HashSet<>();
        while (true) {
            try {
                Config whole = parsed.withFallback(known);
                return whole.resolve(ConfigResolveOptions.noSystem()).root();
            } catch (ConfigException.UnresolvedSubstitution e) {
                String name = undefined(e);
                if (name == null || !undefined.add(name)) {
                    problems.add(placed(e, ""));
                    return null;
                }
                known = known.withFallback(ConfigValueFactory.fromAnyRef("").atPath(name));
            }
        }
    }

    private @Nullable String undefined(ConfigException.UnresolvedSubstitution e) {
        Problem problem = placed(e, "");
        Matcher matcher = SUBSTITUTION.matcher(problem.found());
        if (problem.found().contains("cycle") || !matcher.find()) {
            return null;
        }
        String name = matcher.group(1);
        String rule = "a key, system property or environment variable; or ${?" + name + "} where it may be missing";
        problems.add(new Problem(problem.place(), "", "${" + name + "} is not defined", rule, null));
        return name;
    }

    private Config environment() {
        Map<String, Object> values = new HashMap<>();
        environment.forEach(
                (name, value) -> values.put(name, ConfigValueFactory.fromAnyRef(value, Reading.environment(name))));
        return ConfigValueFactory.fromMap(values).toConfig();
    }

    /** The library's own merge stops for good where a block stands over a null, and {@code tls = null} is a default. */
    static ConfigObject over(ConfigObject own, ConfigObject fallback) {
        if (own.isEmpty()) {
            return fallback;
        }
        ConfigObject merged = own;
        for (Map.Entry<String, ConfigValue> entry : fallback.entrySet()) {
            String key = entry.getKey();
            if (!own.containsKey(key)) {
                merged = merged.withValue(key, entry.getValue());
            } else if (own.get(key) instanceof ConfigObject inner && entry.getValue() instanceof ConfigObject under) {
                merged = merged.withValue(key, over(inner, under));
            }
        }
        return merged;
    }
}
