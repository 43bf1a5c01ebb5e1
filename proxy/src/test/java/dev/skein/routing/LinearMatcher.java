package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the table does, written down as plainly as possible: sort, then try one after the other, on Strings. */
final class LinearMatcher {
    private record Entry(
            Rule<String> rule, String host, @Nullable PathPattern path, List<Condition> others) {}

    private final List<Entry> entries = new ArrayList<>();

    LinearMatcher(List<Rule<String>> rules) {
        for (Rule<String> rule : rules) {
            PathPattern path = rule.conditions().stream()
                    .flatMap(c -> c instanceof Condition.Path p ? Stream.of(p.pattern()) : Stream.empty())
                    .findFirst()
                    .orElse(null);
            List<Condition> others = rule.conditions().stream()
                    .filter(c -> !(c instanceof Condition.Hosts) && !(c instanceof Condition.Path))
                    .toList();
            List<String> hosts = rule.conditions().stream()
                    .flatMap(c -> c instanceof Condition.Hosts h
                            ? h.patterns().stream().map(Object::toString)
                            : Stream.empty())
                    .toList();
            for (String host : hosts.isEmpty() ? List.of("*") : hosts) {
                entries.add(new Entry(rule, host, path, others));
            }
        }
        entries.sort(Comparator.<Entry>comparingLong(e -> -(long) e.rule.priority())
                .thenComparingInt(e -> !e.host.contains("*") ? 0 : 1000 - e.host.split("\\.", -1).length)
                .thenComparingInt(LinearMatcher::pathOrder)
                .thenComparingInt(e -> -e.others.size()));
    }

    private static int pathOrder(Entry entry) {
        return switch (entry.path) {
            case PathPattern.Exact _ -> 0;
            case PathPattern.Prefix(String path) when !path.equals("/") -> 10_000 - path.length();
            case PathPattern.Regex _ -> 20_000;
            case null, default -> 30_000;
        };
    }

    @Nullable
    String match(RequestView request) {
        String host = Ascii.string(request.bytes(), request.hostStart(), request.hostEnd());
        String path = Ascii.string(request.bytes(), request.pathStart(), request.pathEnd());
        for (Entry entry : entries) {
            if (host(entry.host, host)
                    && path(entry.path, path)
                    && entry.others.stream().allMatch(condition -> holds(condition, request))) {
                return entry.rule.name();
            }
        }
        return null;
    }

    private static boolean host(String pattern, String host) {
        return pattern.equals("*")
                || (pattern.startsWith("*.")
                        ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
                        : host.equals(pattern));
    }

    private static boolean path(@Nullable PathPattern pattern, String path) {
        return switch (pattern) {
            case null -> true;
            case PathPattern.Exact(String exact) -> exact.equals(path);
            case PathPattern.Prefix(String prefix) when prefix.endsWith("/") -> path.startsWith(prefix);
            case PathPattern.Prefix(String prefix) -> path.equals(prefix) || path.startsWith(prefix + "/");
            case PathPattern.Regex(String expression) -> path.matches(expression);
        };
    }

    private static boolean holds(Condition condition, RequestView request) {
        return switch (condition) {
            case Condition.Methods(List<String> names) ->
                names.contains(Ascii.string(request.bytes(), request.methodStart(), request.methodEnd()));
            case Condition.Scheme(boolean secure) -> secure == request.secure();
            case Condition.Clients clients ->
                clients.networks().networks().stream().anyMatch(network -> network.contains(request.client()));
            case Condition.Header(String name, ValuePattern value) -> any(fields(request, name), value);
            case Condition.Cookie(String name, ValuePattern value) ->
                any(
                        fields(request, "cookie").stream()
                                .flatMap(line -> Stream.of(line.split(";", -1)))
                                .map(String::strip)
                                .filter(pair -> pair.startsWith(name + "="))
                                .map(pair -> pair.substring(name.length() + 1))
                                .toList(),
                        value);
            case Condition.Query(String name, ValuePattern value) ->
                any(
                        Stream.of(Ascii.string(request.bytes(), request.queryStart(), request.queryEnd())
                                        .split("&", -1))
                                .filter(pair -> !pair.isEmpty())
                                .map(pair -> (pair + (pair.contains("=") ? "" : "=")).split("=", 2))
                                .filter(pair -> decoded(pair[0]).equals(name))
                                .map(pair -> decoded(pair[1]))
                                .toList(),
                        value);
            case Condition.Hosts _, Condition.Path _ -> throw new AssertionError("looked at before");
        };
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static List<String> fields(RequestView request, String name) {
        List<String> values = new ArrayList<>();
        for (int field = 0; field < request.fieldCount(); field++) {
            if (Ascii.string(request.bytes(), request.nameStart(field), request.nameEnd(field))
                    .equalsIgnoreCase(name)) {
                values.add(Ascii.string(request.bytes(), request.valueStart(field), request.valueEnd(field)));
            }
        }
        return values;
    }

    private static boolean any(List<String> values, ValuePattern pattern) {
        Predicate<String> test = switch (pattern) {
            case ValuePattern.Present _, ValuePattern.Absent _ -> _ -> true;
            case ValuePattern.Exact(String text) -> text::equals;
            case ValuePattern.Prefix(String text) -> value -> value.startsWith(text);
            case ValuePattern.Suffix(String text) -> value -> value.endsWith(text);
            case ValuePattern.Contains(String text) -> value -> value.contains(text);
            case ValuePattern.Regex(String expression) -> value -> value.matches(expression);
        };
        return values.stream().anyMatch(test) != pattern instanceof ValuePattern.Absent;
    }
}
