package dev.skein.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the cluster would survive a drill, and a real failure on top would not find it half gone. Pure. */
final class Preflight {
    /** More than that of its processors or memory no node should use when another one is gone. */
    private static final double MOST_USED = 0.8;

    private Preflight() {}

    /**
     * How the cluster is.
     *
     * @param silent nodes that are not heard of, or hear no majority
     * @param without why nothing could be decided without the node in question; empty: it could, or no node is
     * @param used by node, share of what is scarcest there, 0 to 1
     * @param serving servers of the pool that take new sessions on all nodes; {@code servers} all that it has
     * @param known whether what is to fail is there at all, and in use
     * @param rolling what else goes on; empty: nothing
     */
    record Condition(
            List<String> silent,
            String without,
            Map<String, Double> used,
            int serving,
            int servers,
            boolean known,
            String rolling) {}

    /** What speaks against it, a sentence each; none: go. */
    static List<String> objections(Kind kind, String target, Condition now) {
        List<String> against = new ArrayList<>();
        if (!now.known()) {
            against.add(kind.target().toLowerCase(Locale.ROOT) + ": " + target
                    + " (expected: one that is there, in use and well)");
        }
        if (!now.silent().isEmpty()) {
            against.add("not heard of, or without a majority: " + String.join(", ", now.silent()));
        }
        if (!now.rolling().isEmpty()) {
            against.add(now.rolling() + " is open");
        }
        switch (kind) {
            case LOSE_SERVER -> server(now, against);
            case DRAIN_NODE, FREEZE_GRID -> node(target, now, against);
            case MOVE_ADDRESS -> {
                // Its holder may be gone with the next failure; another one is asked for above.
            }
        }
        return against;
    }

    private static void server(Condition now, List<String> against) {
        int left = now.serving() - 1;
        if (left < 1 || left * 2 < now.servers()) {
            against.add(left + " of " + now.servers() + " servers would be left (expected: at least half, and one)");
        }
    }

    private static void node(String target, Condition now, List<String> against) {
        if (!now.without().isEmpty()) {
            against.add(now.without());
        }
        int left = now.used().size() - (now.used().containsKey(target) ? 1 : 0);
        if (left < 1) {
            against.add("no other node would take requests");
            return;
        }
        double sum =
                now.used().values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum / left > MOST_USED) {
            against.add(String.format(
                    Locale.ROOT,
                    "the other nodes would be at %.0f %% of what they can (expected: at most %.0f %%)",
                    100 * sum / left,
                    100 * MOST_USED));
        }
    }
}
