package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import dev.skein.routing.Explanation.Mismatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all candidates one by one, as people would. A rule with several hosts is shown once: where it matches, or
 * else where it came furthest, in the place that this one has in the order.
 */
final class Explainer {
    /** How far a candidate came; the larger the further. */
    private record Finding(
            Candidate candidate, int passed, @Nullable Mismatch mismatch) {}

    private final List<Candidate> candidates;
    private final RequestView request;
    private final MatchScratch scratch = new MatchScratch();

    Explainer(List<Candidate> candidates, RequestView request) {
        this.candidates = candidates;
        this.request = request;
    }

    List<Explanation> explain() {
        Map<Integer, Finding> best = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            best.merge(
                    candidate.declared, look(candidate), (one, other) -> other.passed() > one.passed() ? other : one);
        }
        return best.values().stream()
                .sorted(Comparator.comparingInt(finding -> finding.candidate().rank))
                .map(finding -> new Explanation(finding.candidate().rule.name(), finding.mismatch()))
                .toList();
    }

    private Finding look(Candidate candidate) {
        String host = host();
        if (!takes(candidate.host, host)) {
            List<HostPattern> hosts = candidate.rule.hosts();
            String expected = hosts.stream().map(HostPattern::toString).collect(Collectors.joining(", "));
            return new Finding(candidate, 0, new Mismatch("host", host.isEmpty() ? "(none)" : host, expected));
        }
        PathPattern pattern = candidate.path;
        if (pattern != null && !takes(pattern, path())) {
            return new Finding(candidate, 1, new Mismatch("path", path(), pattern.toString()));
        }
        for (int i = 0; i < candidate.checks.length; i++) {
            if (!candidate.checks[i].passes(request, scratch)) {
                Condition condition = candidate.others.get(i);
                Mismatch mismatch = new Mismatch(condition.subject(), found(condition), condition.expectation());
                return new Finding(candidate, 2 + i, mismatch);
            }
        }
        return new Finding(candidate, Integer.MAX_VALUE, null);
    }

    private static boolean takes(HostPattern pattern, String host) {
        return switch (pattern) {
            case HostPattern.Any _ -> true;
            case HostPattern.Exact exact -> exact.name().equals(host);
            case HostPattern.Wildcard wildcard ->
                host.length() > wildcard.suffix().length() && host.endsWith(wildcard.suffix());
        };
    }

    private boolean takes(PathPattern pattern, String path) {
        return switch (pattern) {
            case PathPattern.Exact exact -> exact.path().equals(path);
            case PathPattern.Prefix prefix ->
                path.startsWith(prefix.path())
                        && (prefix.path().endsWith("/")
                                || path.length() == prefix.path().length()
                                || path.charAt(prefix.path().length()) == '/');
            case PathPattern.Regex regex -> {
                byte[] bytes = Ascii.bytes(path);
                yield scratch.matches(ValuePattern.compile(regex.expression()), bytes, 0, bytes.length);
            }
        };
    }

    private String found(Condition condition) {
        return switch (condition) {
            case Condition.Hosts _ -> host();
            case Condition.Path _ -> path();
            case Condition.Methods _ -> text(request.methodStart(), request.methodEnd());
            case Condition.Scheme _ -> Condition.Scheme.name(request.secure());
            case Condition.Clients _ ->
                Ascii.string(request.client().text(), 0, request.client().text().length);
            case Condition.Header header -> fields(Ascii.bytes(header.name()));
            case Condition.Cookie cookie -> cookies(Ascii.bytes(cookie.name()));
            case Condition.Query query -> parameters(Ascii.bytes(query.name()));
        };
    }

    private String fields(byte[] name) {
        List<String> values = new ArrayList<>();
        for (int field = request.find(name, 0); field >= 0; field = request.find(name, field + 1)) {
            values.add(text(request.valueStart(field), request.valueEnd(field)));
        }
        return list(values);
    }

    private String cookies(byte[] name) {
        List<String> values = new ArrayList<>();
        for (int field = request.find(Check.COOKIE, 0); field >= 0; field = request.find(Check.COOKIE, field + 1)) {
            int end = request.valueEnd(field);
            for (long span = Pairs.cookie(request.bytes(), request.valueStart(field), end, name);
                    span != Pairs.NONE;
                    span = Pairs.cookie(request.bytes(), Pairs.end(span), end, name)) {
                values.add(text(Pairs.start(span), Pairs.end(span)));
            }
        }
        return list(values);
    }

    private String parameters(byte[] name) {
        List<String> values = new ArrayList<>();
        int end = request.queryEnd();
        for (long span = Parameters.next(request.bytes(), request.queryStart(), end, name);
                span != Pairs.NONE;
                span = Parameters.next(request.bytes(), Pairs.end(span), end, name)) {
            values.add(text(Pairs.start(span), Pairs.end(span)));
        }
        return list(values);
    }

    private static String list(List<String> values) {
        return values.isEmpty() ? "(none)" : String.join(" | ", values);
    }

    private String host() {
        return text(request.hostStart(), request.hostEnd());
    }

    private String path() {
        return text(request.pathStart(), request.pathEnd());
    }

    private String text(int start, int end) {
        return Ascii.string(request.bytes(), start, end);
    }
}
