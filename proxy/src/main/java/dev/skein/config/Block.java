package dev.skein.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One block of the configuration as its reader sees it: what was written, over what holds by default. Every question names
 * its rule; a bad answer becomes a problem with its place, and the rule's stand-in goes on. Keys that nobody asked for are
 * problems in the end. A block that is itself a default may leave out what is required.
 */
final class Block {
    /** Keys whose values nobody is shown. */
    private static final Pattern SECRET = Pattern.compile("hash|secret|password|token");

    static final ConfigObject EMPTY = ConfigFactory.empty().root();

    final Reading reading;
    private final String path;
    private final String schema;
    private final Place place;
    final ConfigObject own;
    private final ConfigObject fallback;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> bad = new HashSet<>();

    /**
     * Opens a block.
     *
     * @param path of the block as problems name it
     * @param schema path of the reference's block that has the same keys
     * @param own what was written for this very block
     * @param fallback what holds for keys that were not
     */
    Block(Reading reading, String path, String schema, Place place, ConfigObject own, ConfigObject fallback) {
        this.reading = reading;
        this.path = path;
        this.schema = schema;
        this.place = place;
        this.own = own;
        this.fallback = fallback;
        reading.opened(this);
    }

    Place place() {
        return place;
    }

    String path() {
        return path;
    }

    /** Whether this is a default for others, which need not be complete. */
    boolean isDefault() {
        return path.startsWith("skein.defaults.");
    }

    /** Whether the key was written in this very block, and not as null. */
    boolean written(String key) {
        ConfigValue value = own.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** Whether none of the keys has had a problem: comparing bad values makes no sense. */
    boolean sound(String... keys) {
        for (String key : keys) {
            if (bad.contains(key)) {
                return false;
            }
        }
        return true;
    }

    /** The value of a key that has a default or is required. */
    <T> T get(String key, Rule<T> rule) {
        ConfigValue value = ask(key);
        if (value == null) {
            if (!isDefault()) {
                problem(key, "missing", rule.expected());
            }
            bad.add(key);
            return rule.standIn();
        }
        T good = check(key, key, value, rule);
        return good == null ? rule.standIn() : good;
    }

    /** The value of a key that may be null. */
    <T> @Nullable T find(String key, Rule<T> rule) {
        ConfigValue value = ask(key);
        return value == null ? null : check(key, key, value, rule);
    }

    /** The values of a list; a single value is a list of one. Bad ones are left out. */
    <T> List<T> list(String key, Rule<T> rule) {
        ConfigValue value = ask(key);
        return value == null ? List.of() : elements(key, value, rule);
    }

    /** The values of a list that may be null. */
    <T> @Nullable List<T> findList(String key, Rule<T> rule) {
        ConfigValue value = ask(key);
        return value == null ? null : elements(key, value, rule);
    }

    private <T> List<T> elements(String key, ConfigValue value, Rule<T> rule) {
        List<T> good = new ArrayList<>();
        if (!(value instanceof ConfigList list)) {
            T single = check(key, key, value, rule);
            return single == null ? List.of() : List.of(single);
        }
        for (int i = 0; i < list.size(); i++) {
            T element = check(key, key + "[" + i + "]", list.get(i), rule);
            if (element != null) {
                good.add(element);
            }
        }
        return List.copyOf(good);
    }

    /** A block of fixed keys within this one. */
    Block block(String key) {
        mark(key);
        ConfigObject written = own.get(key) instanceof ConfigObject object ? object : EMPTY;
        if (written(key) && !(own.get(key) instanceof ConfigObject)) {
            problem(key, shown(key), "a block { ... }");
        }
        ConfigObject under = fallback.get(key) instanceof ConfigObject object ? object : EMPTY;
        Place inner = Reading.place(written.origin());
        return new Block(reading, child(path, key), child(schema, key), inner == null ? place : inner, written, under);
    }

    /** The raw value, null where it is null or absent; marks the key as one that exists. */
    @Nullable
    ConfigValue ask(String key) {
        mark(key);
        ConfigValue value = value(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private void mark(String key) {
        asked.add(key);
        reading.ask(child(schema, key));
    }

    /** What was written, over what holds by default. */
    @Nullable
    ConfigValue value(String key) {
        ConfigValue written = own.get(key);
        ConfigValue under = fallback.get(key);
        if (written instanceof ConfigObject inner && under instanceof ConfigObject outer) {
            return Source.over(inner, outer);
        }
        return written == null ? under : written;
    }

    /**
     * Reads one value.
     *
     * @param key that it belongs to
     * @param label of the value itself: the key, or an element of it
     */
    <T> @Nullable T check(String key, String label, ConfigValue value, Rule<T> rule) {
        boolean secret = rule.standIn() instanceof Secret || SECRET.matcher(key).find();
        reading.counts(child(path, label), value, secret);
        return switch (rule.read(value)) {
            case Rule.Read.Good<T>(T good) -> good;
            case Rule.Read.Bad<T>(String detail, String suggestion) -> {
                String shown = rule.standIn() instanceof Secret ? "***" : Rule.shown(value);
                String found = shown + Reading.source(value) + (detail == null ? "" : ": " + detail);
                bad.add(key);
                Place where = Reading.place(value.origin());
                String full = pathOf(key) + label.substring(key.length());
                reading.problem(
                        new Problem(where == null ? place(key) : where, full, found, rule.expected(), suggestion));
                yield null;
            }
        };
    }

    /** Where the key was written; where the block was, if the key was not. */
    Place place(String key) {
        ConfigValue value = value(key);
        Place written = value == null ? null : Reading.place(value.origin());
        return written == null ? place : written;
    }

    /** The value of a key as a problem shows it. */
    String shown(String key) {
        ConfigValue value = value(key);
        return value == null ? "missing" : Rule.shown(value);
    }

    /** Adds a problem of the key. */
    void problem(String key, String found, String rule) {
        bad.add(key);
        reading.problem(new Problem(place(key), key.isEmpty() ? path : pathOf(key), found, rule, null));
    }

    /** A key that the operator wrote among the defaults is named there; one that nobody wrote is missing here. */
    private String pathOf(String key) {
        ConfigValue value = value(key);
        boolean elsewhere = value != null && !own.containsKey(key) && Reading.place(value.origin()) != null;
        return child(elsewhere ? schema : path, key);
    }

    /** Adds a warning of the key. */
    void warning(String key, String found, String rule) {
        reading.warning(new Problem(place(key), child(path, key), found, rule, null));
    }

    /** Adds a problem for every key that nobody asked for. */
    void refuseUnknown() {
        for (String key : own.keySet()) {
            if (asked.contains(key)) {
                continue;
            }
            String nearest = Suggestion.nearest(key, asked);
            boolean few = nearest == null && !asked.isEmpty() && asked.size() <= 20;
            String rule = few ? Rules.oneOf(asked.stream().sorted().toList()) : "";
            reading.problem(new Problem(place(key), child(path, key), "unknown key", rule, nearest));
        }
    }

    static String child(String path, String key) {
        return path.isEmpty() ? ConfigUtil.joinPath(key) : path + "." + ConfigUtil.joinPath(key);
    }
}
