package dev.skein.control;

import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import dev.skein.cluster.Reports;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How all nodes were doing in the last quarter of an hour, a step every five seconds, from the reports that the grid brings
 * anyway: about a kilobyte a node and step, so a megabyte for five nodes. One thread samples, any thread reads.
 */
public final class ReportHistory {
    /** From one step to the next. */
    public static final long STEP_MILLIS = 5000;

    private static final int STEPS = 180;
    /** Of a larger cluster, those that come first by name. */
    private static final int MOST_NODES = 32;
    /** A report that is older says nothing of now. */
    private static final long FRESH_MILLIS = 10_000;

    private final Deque<Step> steps = new ArrayDeque<>();
    private final Map<String, Seen> seen = new TreeMap<>();
    private volatile List<Step> published = List.of();

    /**
     * All nodes at one moment.
     *
     * @param nodes what those told that were there, by id, without pools and servers
     * @param linesLost what they have dropped since their starts, see {@link NodeTotals}
     */
    public record Step(long epochMillis, Map<String, NodeReport> nodes, Map<String, Long> linesLost) {}

    /** When a node told something new last, by this node's clock: theirs may be wrong. */
    private record Seen(long seq, long epochMillis) {}

    /** Takes what the nodes said last. */
    public void sample(Reports reports, long epochMillis) {
        Map<String, NodeReport> nodes = new TreeMap<>();
        Map<String, Report> latest = new TreeMap<>(reports.latest(NodeReport.KIND));
        seen.keySet().retainAll(latest.keySet());
        latest.forEach((id, report) -> {
            Seen before = seen.get(id);
            Seen now = before != null && before.seq == report.seq() ? before : new Seen(report.seq(), epochMillis);
            seen.put(id, now);
            if (epochMillis - now.epochMillis < FRESH_MILLIS && nodes.size() < MOST_NODES) {
                put(nodes, id, report);
            }
        });
        steps.addLast(new Step(epochMillis, nodes, linesLost(reports, nodes.keySet())));
        if (steps.size() > STEPS) {
            steps.removeFirst();
        }
        published = List.copyOf(steps);
    }

    private static void put(Map<String, NodeReport> nodes, String id, Report report) {
        try {
            nodes.put(id, NodeReport.decode(report.value()).brief());
        } catch (MalformedException e) {
            // Of a version that this one can't read: as if it said nothing.
            nodes.remove(id);
        }
    }

    private static Map<String, Long> linesLost(Reports reports, Set<String> nodes) {
        Map<String, Long> lost = new TreeMap<>();
        reports.latest(NodeTotals.KIND).forEach((id, report) -> {
            try {
                if (nodes.contains(id)) {
                    lost.put(id, NodeTotals.decode(report.value()).linesLost());
                }
            } catch (MalformedException e) {
                // As above.
                lost.remove(id);
            }
        });
        return lost;
    }

    /** The oldest first. */
    public List<Step> steps() {
        return published;
    }
}
