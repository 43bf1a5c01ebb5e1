package dev.skein.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a configuration: collects the problems, and which keys were asked for. Confined to the thread that reads.
 */
final class Reading {
    /** Where defaults come from: no place to send an operator to. */
    static final String REFERENCE = "reference of Skein";

    private static final String ENVIRONMENT = "environment variable ";

    private final Path file;
    private final Map<String, Path> bases;
    private final ConfigObject defaults;
    private final Map<String, Problem> problems = new TreeMap<>();
    private final Map<String, Problem> warnings = new TreeMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();
    private @Nullable List<Effective> effective;

    /**
     * Begins.
     *
     * @param file the main one, which may be a made-up name where the configuration is a text
     * @param bases by label, where texts are thought to be that were not read from this disk
     * @param defaults the block of that name, complete
     */
    Reading(Path file, Map<String, Path> bases, ConfigObject defaults) {
        this.file = file;
        this.bases = bases;
        this.defaults = defaults;
    }

    /** What a block of a kind stands over. */
    ConfigObject template(Children.Kind kind) {
        return defaults.get(kind.template()) instanceof ConfigObject object ? object : Block.EMPTY;
    }

    void opened(Block block) {
        blocks.add(block);
    }

    /** Says what the blocks hold that nobody asked for. */
    void close() {
        List.copyOf(blocks).forEach(Block::refuseUnknown);
    }

    /** Notes a key by its place in the reference, so that a test can compare both. */
    void ask(String schema) {
        asked.add(schema);
    }

    /** From now on what is read is kept, to be shown. */
    List<Effective> keep() {
        List<Effective> kept = new ArrayList<>();
        effective = kept;
        return kept;
    }

    /** A value that counts, where anybody wants to know. */
    void counts(String key, ConfigValue value, boolean secret) {
        List<Effective> kept = effective;
        if (kept != null) {
            String shown = secret ? "***" : value.render(ConfigRenderOptions.concise());
            kept.add(new Effective(
                    key, shown, place(value.origin()), source(value).replaceFirst("^ from ", "")));
        }
    }

    Set<String> asked() {
        return asked;
    }

    /** The same problem is told once, even if a default brings it to many blocks. */
    void problem(Problem problem) {
        problems.putIfAbsent(problem.toString(), problem);
    }

    /** Problems found so far: what depends on values can be left alone if one of them was bad. */
    int count() {
        return problems.size();
    }

    void warning(Problem warning) {
        warnings.putIfAbsent(warning.toString(), warning);
    }

    List<Problem> problems() {
        return inOrder(problems.values());
    }

    List<Problem> warnings() {
        return inOrder(warnings.values());
    }

    static List<Problem> inOrder(Collection<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing((Problem p) -> p.place().file())
                        .thenComparingInt(p -> p.place().line()))
                .toList();
    }

    /** Where a value was written; null where the configuration does not say, as for an environment variable. */
    static @Nullable Place place(ConfigOrigin origin) {
        String name = name(origin);
        return origin.lineNumber() < 1 || name.equals(REFERENCE) ? null : new Place(name, origin.lineNumber());
    }

    private static String name(ConfigOrigin origin) {
        return origin.filename() == null ? origin.description().replaceFirst(": \\d+(-\\d+)?$", "") : origin.filename();
    }

    /** The variable that a value came from, as an addition to what was found; else empty. */
    static String source(ConfigValue value) {
        String description = value.origin().description();
        int at = description.indexOf(ENVIRONMENT);
        return at < 0 ? "" : " from " + description.substring(at);
    }

    /** The description of origin of a value from the environment. */
    static String environment(String variable) {
        return ENVIRONMENT + variable;
    }

    /** A file as written, found from the file that names it; from the working directory where no file does. */
    Path resolve(ConfigOrigin origin, String text) {
        Path base = origin.filename() == null ? bases.getOrDefault(name(origin), file) : Path.of(origin.filename());
        Path parent = base.getParent();
        return parent == null ? Path.of(text) : parent.resolve(text).normalize();
    }
}
