package dev.skein.config;

import dev.skein.config.RouteMatch.PathMatch;
import dev.skein.config.RouteSettings.HeaderEdits;
import dev.skein.config.RouteSettings.HeaderValue;
import dev.skein.config.RouteSettings.Rewrite;
import dev.skein.config.Template.Part;
import dev.skein.config.Template.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must fit together within a route. */
final class RouteChecks {
    private RouteChecks() {}

    static void rewrite(Block block, Rewrite rewrite) {
        if (block.isDefault() || !block.sound("strip-prefix", "add-prefix", "regex", "replacement")) {
            return;
        }
        if (rewrite.regex() != null && (rewrite.stripPrefix() != null || rewrite.addPrefix() != null)) {
            block.problem("regex", "an expression besides a prefix", "either strip-prefix and add-prefix, or regex");
        }
        if ((rewrite.regex() == null) != (rewrite.replacement() == null)) {
            String given = rewrite.regex() == null ? "replacement" : "regex";
            block.problem(given, "alone", "both regex and replacement, or none");
        } else if (rewrite.regex() != null) {
            replacement(block, rewrite.regex(), rewrite.replacement());
        }
    }

    /** Tries the replacement on an expression that has the same groups and matches everything. */
    private static void replacement(Block block, String regex, @org.jspecify.annotations.Nullable String replacement) {
        try {
            Pattern all = Pattern.compile("(?:" + regex + ")|");
            all.matcher("").replaceFirst(replacement == null ? "" : replacement);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            block.problem("replacement", block.shown("replacement"), "text with $1 or ${name} for groups of regex");
        }
    }

    /** Every group that a template names is one of the route's path-regex. */
    static void groups(Block block, RouteSettings route) {
        Stream<Template> templates = Stream.concat(values(route.requestHeaders()), values(route.responseHeaders()));
        if (route.action() instanceof RouteAction.Redirect redirect) {
            templates = Stream.concat(templates, Stream.of(redirect.to()));
        }
        Set<String> groups = groups(route.match().path());
        templates
                .flatMap(template -> template.parts().stream())
                .filter(part -> part instanceof Part.Variable v && v.variable() == Variable.MATCH)
                .map(part -> ((Part.Variable) part).argument())
                .filter(group -> !groups.contains(group))
                .distinct()
                .forEach(group -> block.problem(
                        "",
                        "%{match." + group + "}",
                        "a group of the route's path-regex, which has "
                                + groups.stream().sorted().toList()));
    }

    private static Stream<Template> values(HeaderEdits edits) {
        return Stream.concat(edits.set().stream(), edits.add().stream()).map(HeaderValue::value);
    }

    private static Set<String> groups(PathMatch path) {
        Set<String> groups = new HashSet<>();
        if (path instanceof PathMatch.Regex(String pattern)) {
            Pattern compiled = Pattern.compile(pattern);
            groups.addAll(compiled.namedGroups().keySet());
            for (int i = 0; i <= compiled.matcher("").groupCount(); i++) {
                groups.add(Integer.toString(i));
            }
        }
        return groups;
    }

    /** What limits count by must be found out by somebody. */
    static void claims(Block block, RouteSettings route) {
        var identity = route.access().identity();
        for (RateLimit limit : route.rateLimits()) {
            if (limit.by() instanceof RequestKey.Claim(String name)) {
                boolean known = identity instanceof AccessSettings.Jwt
                        || identity instanceof AccessSettings.Basic && name.equals("sub");
                if (!known) {
                    block.problem(
                            "rate-limits",
                            "by claim " + name,
                            "a route with access.jwt, or access.basic for claim sub");
                }
            }
        }
    }

    static void unique(Block block, String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name) && block.sound(key)) {
                block.problem(key, "two of the name " + Rule.quoted(name), "different names");
            }
        }
    }
}
