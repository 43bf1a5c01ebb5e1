package dev.skein.routing;

import dev.skein.model.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rule that takes a request. Immutable, compiled from a list of {@link Rule}s, for all threads.
 *
 * <p><b>Order.</b> Of all rules whose conditions hold, the first one takes the request, in this order:
 *
 * <ol>
 *   <li>higher {@link Rule#priority()};
 *   <li>more specific host: exact, then wildcards with more labels, then any;
 *   <li>more specific path: exact, then the longer prefix, then expressions, then any; the prefix {@code /} says nothing
 *       about the path and counts as any, so that a catch-all doesn't hide expressions;
 *   <li>more conditions beside host and path;
 *   <li>as declared.
 * </ol>
 *
 * <p>The host goes before the path: a rule for {@code shop.example.com} with prefix {@code /} wins over one for any host
 * with the exact path of the request. A rule whose other conditions don't hold passes the request on to the next one, be
 * it under a less specific host.
 *
 * <p><b>Cost.</b> One walk over the host, one over the path, and at most one look-up for each wildcard depth and each
 * prefix depth in use, whatever the number of rules: 10,000 cost what 10 do. Two things are linear, and stop at the first
 * rule that matches: rules that share host and path and differ in other conditions only; and expressions under one host,
 * or under none, which are tried in order where no better rule matched, each only if the path begins with the literal text
 * that the expression begins with. A thousand expressions that begin alike cost a thousand evaluations.
 *
 * <p>Nothing is allocated, but within java.util.regex where an expression is evaluated.
 */
public final class RouteTable<T> {
    private final HostIndex hosts;
    private final SpanTable<Candidate[]> paths;
    /** By rank. */
    private final List<Candidate> candidates;

    private final List<T> targets;
    private final int maxDepth;
    private final long exactLengths;

    private RouteTable(List<Rule<T>> rules) {
        TableBuilder built = new TableBuilder(rules);
        hosts = built.hosts;
        paths = built.paths;
        candidates = List.copyOf(built.candidates);
        targets = candidates.stream()
                .map(candidate -> rules.get(candidate.declared).target())
                .toList();
        maxDepth = built.maxDepth;
        exactLengths = built.exactLengths;
    }

    /** Compiles a table. The order of the list counts among rules that are equal otherwise. */
    public static <T> RouteTable<T> of(List<Rule<T>> rules) {
        return new RouteTable<>(rules);
    }

    /** As the other one, with working space of its own: for tests and rare calls. */
    public @Nullable T match(RequestView request) {
        return match(request, new MatchScratch(), new Match());
    }

    /**
     * The target of the rule that takes a request, or null if none does.
     *
     * @param scratch the event loop's
     * @param match the exchange's; afterwards it holds the groups of the rule's path expression, if it has one
     */
    public @Nullable T match(RequestView request, MatchScratch scratch, Match match) {
        match.clear();
        byte[] bytes = request.bytes();
        int pathStart = request.pathStart();
        int pathEnd = request.pathEnd();
        boolean whole = (exactLengths >>> (pathEnd - pathStart) & 1) != 0;
        scratch.prefixes.walk(bytes, pathStart, pathEnd, maxDepth, whole);
        HostNode node = hosts.find(bytes, request.hostStart(), request.hostEnd());
        while (node != null) {
            node.search(paths, request, scratch, match);
            node = node.parent;
        }
        return match.rank == Integer.MAX_VALUE ? null : targets.get(match.rank);
    }

    /** For each rule in the order above: whether it takes the request, or what keeps it from doing so. Not for traffic. */
    public List<Explanation> explain(RequestView request) {
        return new Explainer(candidates, request).explain();
    }

    /** The names of all rules in the order above; one with several hosts stands where its most specific one does. */
    public List<String> order() {
        return candidates.stream()
                .map(candidate -> candidate.rule.name())
                .distinct()
                .toList();
    }

    /** Rules that can never take a request because others take all of theirs first; one sentence for each. */
    public List<String> warnings() {
        return Overlaps.of(candidates);
    }
}
