package dev.skein.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that never take a request: a rule of higher rank, as general or more so in host and path, asks for nothing
 * that they don't ask for too. Expressions are compared as texts only, and values not at all, so that each warning is true
 * but not every overlap is found.
 */
final class Overlaps {
    private static final String ANY = "";

    /** Host and path, as texts → candidates by rank. */
    private final Map<String, Map<String, List<Candidate>>> byHost = new HashMap<>();

    private Overlaps(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            byHost.computeIfAbsent(candidate.host.toString(), _ -> new HashMap<>())
                    .computeIfAbsent(key(candidate.path), _ -> new ArrayList<>())
                    .add(candidate);
        }
    }

    static List<String> of(List<Candidate> candidates) {
        Overlaps overlaps = new Overlaps(candidates);
        Map<Integer, List<String>> shadowed = new HashMap<>();
        for (Candidate candidate : candidates) {
            Candidate by = overlaps.shadow(candidate);
            if (by != null) {
                String on = candidate.rule.hosts().size() > 1 ? " for host " + candidate.host : "";
                shadowed.computeIfAbsent(candidate.declared, _ -> new ArrayList<>())
                        .add("route " + candidate.rule.name() + " never takes a request" + on + ": route "
                                + by.rule.name() + " takes all of them first");
            }
        }
        return shadowed.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** The first candidate that takes everything which this one could. */
    private @Nullable Candidate shadow(Candidate candidate) {
        Candidate first = null;
        for (String host : hosts(candidate.host)) {
            Map<String, List<Candidate>> byPath = byHost.getOrDefault(host, Map.of());
            for (String path : paths(candidate.path)) {
                Candidate found = shadow(candidate, byPath.getOrDefault(path, List.of()));
                if (found != null && (first == null || found.rank < first.rank)) {
                    first = found;
                }
            }
        }
        return first;
    }

    private static @Nullable Candidate shadow(Candidate candidate, List<Candidate> others) {
        for (Candidate other : others) {
            if (other.rank >= candidate.rank) {
                return null;
            }
            if (new HashSet<>(candidate.others).containsAll(other.others)) {
                return other;
            }
        }
        return null;
    }

    /** The host and all patterns that take it. */
    private static List<String> hosts(HostPattern host) {
        List<String> hosts = new ArrayList<>(List.of(host.toString()));
        String text = host.toString();
        for (int dot = text.indexOf('.', 1); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            hosts.add("*" + text.substring(dot));
        }
        hosts.add(new HostPattern.Any().toString());
        return hosts.stream().distinct().toList();
    }

    /** Keys of the path and of all patterns that take whatever it takes. */
    private static List<String> paths(@Nullable PathPattern path) {
        List<String> keys = new ArrayList<>(List.of(ANY));
        if (path == null) {
            return keys;
        }
        keys.add(key(path));
        String text = switch (path) {
            case PathPattern.Exact exact -> exact.path();
            case PathPattern.Prefix prefix -> prefix.path();
            case PathPattern.Regex _ -> "/";
        };
        // An expression is taken to be about paths, though one could match the * of OPTIONS, which the prefix /
        // doesn't.
        if (text.startsWith("/")) {
            keys.add("^/");
        }
        for (int slash = text.indexOf('/', 1); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            keys.add("^" + text.substring(0, slash));
            keys.add("^" + text.substring(0, slash + 1));
        }
        keys.add("^" + text);
        return keys;
    }

    private static String key(@Nullable PathPattern path) {
        return switch (path) {
            case null -> ANY;
            case PathPattern.Exact exact -> "=" + exact.path();
            case PathPattern.Prefix prefix -> "^" + prefix.path();
            case PathPattern.Regex regex -> "~" + regex.expression();
        };
    }
}
