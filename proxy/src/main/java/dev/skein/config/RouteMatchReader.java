package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.RouteMatch.Named;
import dev.skein.config.RouteMatch.PathMatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a route matches. */
final class RouteMatchReader {
    private RouteMatchReader() {}

    static RouteMatch match(Block block) {
        return new RouteMatch(
                block.list("hosts", AddressRules.HOST_PATTERN),
                path(block),
                block.find("scheme", Rules.word(RouteMatch.Scheme.class)),
                block.list("methods", HttpRules.METHOD),
                values(block, "headers", HttpRules.FIELD_NAME),
                values(block, "query", Rules.TEXT),
                values(block, "cookies", HttpRules.COOKIE_NAME),
                block.list("clients", AddressRules.NETWORK));
    }

    private static PathMatch path(Block block) {
        @Nullable String exact = block.find("path", HttpRules.PATH);
        @Nullable String prefix = block.find("path-prefix", HttpRules.PATH);
        @Nullable String regex = block.find("path-regex", HttpRules.REGEX);
        List<PathMatch> given = new ArrayList<>();
        if (exact != null) {
            given.add(new PathMatch.Exact(exact));
        }
        if (prefix != null) {
            given.add(new PathMatch.Prefix(prefix));
        }
        if (regex != null) {
            given.add(new PathMatch.Regex(regex));
        }
        if (given.size() > 1) {
            String key = regex != null ? "path-regex" : "path-prefix";
            block.problem(key, "a second condition on the path", "one of path, path-prefix and path-regex");
        }
        return given.isEmpty() ? new PathMatch.Any() : given.getFirst();
    }

    private static List<Named> values(Block block, String key, Rule<String> names) {
        return Children.named(block, key, Kind.VALUE_MATCH, names).stream()
                .map(named -> new Named(good(names, named.name()), value(named.block())))
                .toList();
    }

    private static String good(Rule<String> names, String name) {
        return names.reader().apply(name) instanceof Rule.Read.Good<String>(String good) ? good : name;
    }

    static ValueMatch value(Block block) {
        List<ValueMatch> given = new ArrayList<>();
        add(given, block.find("exact", Rules.TEXT), ValueMatch.Exact::new);
        add(given, block.find("prefix", Rules.TEXT), ValueMatch.Prefix::new);
        add(given, block.find("suffix", Rules.TEXT), ValueMatch.Suffix::new);
        add(given, block.find("contains", Rules.TEXT), ValueMatch.Contains::new);
        add(given, block.find("regex", HttpRules.REGEX), ValueMatch.Regex::new);
        add(given, block.find("present", Rules.BOOLEAN), ValueMatch.Present::new);
        boolean sound = block.sound("exact", "prefix", "suffix", "contains", "regex", "present");
        if (given.size() != 1 && sound && !block.isDefault()) {
            block.problem(
                    "",
                    given.isEmpty() ? "no condition" : given.size() + " conditions",
                    "exactly one of exact, prefix, suffix, contains, regex and present");
        }
        return given.isEmpty() ? new ValueMatch.Present(true) : given.getFirst();
    }

    private static <T> void add(
            List<ValueMatch> given, @Nullable T value, java.util.function.Function<T, ValueMatch> match) {
        if (value != null) {
            given.add(match.apply(value));
        }
    }
}
