package dev.skein.routing;

import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule under one of its hosts, compiled: what the look-up by host and path finds and then asks about the rest. Its rank
 * is its place among all candidates of a table.
 */
final class Candidate {
    final Rule<?> rule;
    /** Place of the rule in the configuration. */
    final int declared;

    final HostPattern host;
    final @Nullable PathPattern path;
    /** The rule's conditions beside host and path, in the order of {@link #checks}. */
    final List<Condition> others;

    final Check[] checks;
    final @Nullable Pattern expression;
    /** Bytes that a path must have: tells the prefix {@code /a/} from {@code /a}, which share a key. */
    final int minPathLength;
    /** Bytes that every path which the expression matches begins with. */
    final byte[] literal;

    int rank;

    Candidate(Rule<?> rule, int declared, HostPattern host) {
        this.rule = rule;
        this.declared = declared;
        this.host = host;
        this.path = rule.path();
        this.others = rule.others();
        this.checks = others.stream().map(Check::of).toArray(Check[]::new);
        this.expression = path instanceof PathPattern.Regex regex ? ValuePattern.compile(regex.expression()) : null;
        this.minPathLength =
                path instanceof PathPattern.Prefix prefix ? prefix.path().length() : 0;
        this.literal = path instanceof PathPattern.Regex regex ? LiteralPrefix.of(regex.expression()) : new byte[0];
    }

    /** Whether the rest holds, host and the path's key having been found by look-up. */
    boolean matches(RequestView request, MatchScratch scratch, Match result) {
        int pathStart = request.pathStart();
        int pathEnd = request.pathEnd();
        if (pathEnd - pathStart < minPathLength) {
            return false;
        }
        // The prefix / takes all paths, but not the * of OPTIONS.
        if (minPathLength == 1 && request.bytes()[pathStart] != '/') {
            return false;
        }
        for (Check check : checks) {
            if (!check.passes(request, scratch)) {
                return false;
            }
        }
        if (expression == null) {
            result.forgetGroups();
            return true;
        }
        return expressionMatches(expression, request, scratch, result);
    }

    private boolean expressionMatches(Pattern pattern, RequestView request, MatchScratch scratch, Match result) {
        byte[] bytes = request.bytes();
        int start = request.pathStart();
        int end = request.pathEnd();
        if (end - start < literal.length
                || !Arrays.equals(bytes, start, start + literal.length, literal, 0, literal.length)
                || !scratch.matches(pattern, bytes, start, end)) {
            return false;
        }
        scratch.capture(result);
        return true;
    }

    /** The documented order of {@link RouteTable}; what is equal in it stays as declared. */
    static int compare(Candidate one, Candidate other) {
        int order = Integer.compare(other.rule.priority(), one.rule.priority());
        if (order == 0) {
            order = Integer.compare(other.host.specificity(), one.host.specificity());
        }
        if (order == 0) {
            order = Integer.compare(other.pathSpecificity(), one.pathSpecificity());
        }
        return order == 0 ? Integer.compare(other.checks.length, one.checks.length) : order;
    }

    private int pathSpecificity() {
        return path == null ? 0 : path.specificity();
    }
}
