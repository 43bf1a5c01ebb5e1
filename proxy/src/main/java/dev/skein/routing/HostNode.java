package dev.skein.routing;

import dev.skein.model.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * All candidates under one host pattern. Those whose path can be looked up lie in the table of paths that all nodes share,
 * under this node's contexts; bitmaps tell which look-ups are worth while. The others are tried one after the other.
 */
final class HostNode {
    private static final Candidate[] NONE = {};

    final HostPattern host;
    /** The next less specific pattern that takes all of this one's hosts; null for "any". */
    final @Nullable HostNode parent;
    /** Context of exact paths in the table of paths; that of prefixes is one more. */
    final int context;
    /** Bit n: an exact path has a length that is n modulo 64. */
    long exactLengths;
    /** Bit n: a prefix other than {@code /} has n segments. */
    long prefixDepths;
    /** The lowest rank of all candidates: the node need not be looked at once a better one matched. */
    int bestRank = Integer.MAX_VALUE;
    /** Rules with expressions, with the prefix {@code /}, and without a path; by rank. */
    Candidate[] loose = NONE;

    HostNode(int number, HostPattern host, @Nullable HostNode parent) {
        this.host = host;
        this.parent = parent;
        context = 2 * number;
    }

    /** Lowers the match's rank to that of the best candidate that matches, if there is a better one here. */
    void search(SpanTable<Candidate[]> paths, RequestView request, MatchScratch scratch, Match match) {
        if (bestRank >= match.rank) {
            return;
        }
        byte[] bytes = request.bytes();
        int start = request.pathStart();
        int end = request.pathEnd();
        PathPrefixes prefixes = scratch.prefixes;
        if ((exactLengths >>> (end - start) & 1) != 0) {
            first(paths.get(prefixes.hash(), context, bytes, start, end), request, scratch, match);
        }
        // The shift counts modulo 64: depths are at most 60, so this keeps bits 0 to depth.
        long depths = prefixDepths & ~(-2L << prefixes.depth());
        while (depths != 0) {
            int depth = 63 - Long.numberOfLeadingZeros(depths);
            depths ^= 1L << depth;
            int hash = prefixes.hash(depth);
            first(paths.get(hash, context + 1, bytes, start, prefixes.end(depth)), request, scratch, match);
        }
        first(loose, request, scratch, match);
    }

    /** The first of the candidates, which are sorted by rank, that is better than the match and matches. */
    private static void first(
            Candidate @Nullable [] candidates, RequestView request, MatchScratch scratch, Match match) {
        if (candidates == null) {
            return;
        }
        for (Candidate candidate : candidates) {
            if (candidate.rank >= match.rank) {
                return;
            }
            if (candidate.matches(request, scratch, match)) {
                match.rank = candidate.rank;
                return;
            }
        }
    }
}
