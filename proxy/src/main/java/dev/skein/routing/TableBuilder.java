package dev.skein.routing;

import dev.skein.model.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles the rules of a {@link RouteTable}: each rule once for each of its hosts, sorted, and put where it is looked up. */
final class TableBuilder {
    final HostIndex hosts = new HostIndex();
    final SpanTable<Candidate[]> paths = new SpanTable<>();
    /** By rank. */
    final List<Candidate> candidates = new ArrayList<>();

    int maxDepth;
    long exactLengths;

    private final Map<HostPattern, HostNode> nodes = new HashMap<>();
    private final Map<PathKey, List<Candidate>> keyed = new HashMap<>();
    private final Map<HostNode, List<Candidate>> loose = new HashMap<>();

    private record PathKey(int context, String path) {}

    TableBuilder(List<? extends Rule<?>> rules) {
        for (int i = 0; i < rules.size(); i++) {
            Rule<?> rule = rules.get(i);
            int declared = i;
            rule.hosts().stream().distinct().forEach(host -> candidates.add(new Candidate(rule, declared, host)));
        }
        candidates.sort(Candidate::compare);
        candidates.stream()
                .map(candidate -> candidate.host)
                .distinct()
                .sorted(Comparator.comparingInt(HostPattern::specificity))
                .forEach(host -> nodes.put(host, hosts.add(host)));
        // In the order of ranks, so that every list is sorted by it.
        for (int rank = 0; rank < candidates.size(); rank++) {
            Candidate candidate = candidates.get(rank);
            candidate.rank = rank;
            place(candidate, nodes.getOrDefault(candidate.host, hosts.any));
        }
        keyed.forEach((key, list) -> {
            byte[] path = Ascii.bytes(key.path);
            paths.put(SpanTable.hash(path), key.context, path, list.toArray(Candidate[]::new));
        });
        loose.forEach((node, list) -> node.loose = list.toArray(Candidate[]::new));
    }

    private void place(Candidate candidate, HostNode node) {
        node.bestRank = Math.min(node.bestRank, candidate.rank);
        if (candidate.path instanceof PathPattern.Exact exact) {
            long bit = 1L << exact.path().length();
            node.exactLengths |= bit;
            exactLengths |= bit;
            add(new PathKey(node.context, exact.path()), candidate);
        } else if (candidate.path instanceof PathPattern.Prefix prefix && !prefix.root()) {
            String path = prefix.path();
            // Both /a and /a/ are found under /a; the candidate knows how long the path must be.
            String key = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            int depth = (int) key.chars().filter(c -> c == '/').count();
            node.prefixDepths |= 1L << depth;
            maxDepth = Math.max(maxDepth, depth);
            add(new PathKey(node.context + 1, key), candidate);
        } else {
            loose.computeIfAbsent(node, _ -> new ArrayList<>()).add(candidate);
        }
    }

    private void add(PathKey key, Candidate candidate) {
        keyed.computeIfAbsent(key, _ -> new ArrayList<>()).add(candidate);
    }
}
