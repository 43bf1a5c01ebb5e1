package dev.skein.health;

import dev.skein.model.Health;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What all nodes together hold of a server. Pure: nodes that know the same findings and members come to the same verdict,
 * in whatever order they heard of them.
 *
 * <p>Each node that checks the server, or whose traffic ejected it, is one observer. The server is out for the cluster when
 * more than half of its observers would not send requests there; a node that alone can't reach it avoids it alone ({@link
 * #here}). What nodes found that are gone, or suspect, counts only until enough others have found something.
 *
 * @param health {@link Health#UNKNOWN} where there is no observer
 * @param by ids of the nodes that found it so, sorted
 * @param reason in the words of the first of them; empty where there is none
 * @param ejectedUntilEpochMillis when the first ejection that counts ends; 0 where there is none
 */
public record Verdict(Health health, List<String> by, String reason, long ejectedUntilEpochMillis) {
    /** Nobody knows. */
    public static final Verdict NONE = new Verdict(Health.UNKNOWN, List.of(), "", 0);

    /**
     * Folds findings.
     *
     * @param findings at most one of each node
     * @param active whether the server is checked at all; where it isn't, each present node is an observer by its traffic
     */
    public static Verdict of(Collection<Finding> findings, Probers probers, boolean active) {
        List<Finding> counted = counted(findings, probers, active);
        int down = count(counted, Finding::down);
        int ejected = count(counted, found -> found.ejected() && !found.down());
        int serving = count(counted, Finding::serving);
        if (!active) {
            serving = Math.max(0, probers.present().size() - ejected);
        }
        int observers = down + ejected + serving;
        if (2 * down > observers) {
            boolean rising = 2 * count(counted, found -> found.probed() == Health.RISING) > down;
            return verdict(rising ? Health.RISING : Health.DOWN, counted, Finding::down);
        }
        if (2 * (down + ejected) > observers) {
            return verdict(Health.EJECTED, counted, found -> found.ejected() || found.down());
        }
        if (serving == 0) {
            return NONE;
        }
        Health health = counted.stream().noneMatch(Finding::serving)
                ? Health.UP
                : most(counted, serving, Health.LEAVING)
                        ? Health.LEAVING
                        : most(counted, serving, Health.FALLING) ? Health.FALLING : Health.UP;
        return verdict(health, counted, Finding::serving);
    }

    private static boolean most(List<Finding> counted, int serving, Health health) {
        return 2 * count(counted, found -> found.serving() && found.probed() == health) >= serving;
    }

    /** Findings of present nodes; with those of others while too few present ones know anything. */
    private static List<Finding> counted(Collection<Finding> findings, Probers probers, boolean active) {
        List<Finding> present = new ArrayList<>();
        List<Finding> stale = new ArrayList<>();
        for (Finding finding : findings) {
            if (probers.present().contains(finding.node())) {
                present.add(finding);
            } else if (finding.probed() != null) {
                // Its ejection was for its own traffic, which is no more.
                stale.add(new Finding(finding.node(), finding.probed(), false, finding.reason(), 0));
            }
        }
        if (active && count(present, found -> found.probed() != null) < probers.enough()) {
            present.addAll(stale);
        }
        present.sort(Comparator.comparing(Finding::node));
        return present;
    }

    private static int count(List<Finding> findings, Predicate<Finding> which) {
        return (int) findings.stream().filter(which).count();
    }

    private static Verdict verdict(Health health, List<Finding> counted, Predicate<Finding> which) {
        List<Finding> found = counted.stream().filter(which).toList();
        String reason = found.stream()
                .filter(one -> one.probed() == health || one.ejected() && health == Health.EJECTED)
                .findFirst()
                .or(() -> found.stream().findFirst())
                .map(Finding::reason)
                .orElse("");
        long until = found.stream()
                .filter(Finding::ejected)
                .mapToLong(Finding::ejectedUntilEpochMillis)
                .min()
                .orElse(0);
        return new Verdict(health, found.stream().map(Finding::node).toList(), reason, until);
    }

    /** Whether those who check a server are of two minds, as many on either side: then one more has to look. */
    public static boolean divided(Collection<Finding> findings, List<String> probers) {
        Set<String> asked = Set.copyOf(probers);
        List<Finding> own =
                findings.stream().filter(found -> asked.contains(found.node())).toList();
        int serving = count(own, Finding::serving);
        return serving > 0 && serving == count(own, found -> found.down() || found.ejected());
    }

    /**
     * The server's state for the requests of one node: the verdict, unless the node itself found that it can't reach the
     * server.
     *
     * @param own what the node found itself
     * @param before what was in force there
     */
    public ServerHealth here(ServerHealth own, ServerHealth before, Moment now) {
        Health mine = own.health();
        if (own.paused()) {
            return before.became(own, mine, own.reason(), now);
        }
        boolean othersServe = health.serving() && !by.isEmpty();
        if (mine != Health.UNKNOWN && !mine.serving() && (health.serving() || health == Health.UNKNOWN)) {
            String text = othersServe
                    ? "unreachable from here: " + own.reason() + " (reached by " + nodes() + ")"
                    : own.reason();
            return before.became(own, mine, text, now);
        }
        if (health == Health.UNKNOWN || by.isEmpty()) {
            return before.became(own, mine, own.reason(), now);
        }
        return before.became(found(own), health, reason + " (found by " + nodes() + ")", now);
    }

    private String nodes() {
        return String.join(", ", by);
    }

    /** The verdict in the shape of a finding, with an ejection that ends when those who ejected say so. */
    private ServerHealth found(ServerHealth own) {
        if (health != Health.EJECTED || own.ejection().active()) {
            return own;
        }
        Ejection ejection = new Ejection(true, 1, new Moment(0, ejectedUntilEpochMillis));
        return new ServerHealth(Health.UP, 0, false, ejection, own.ramp(), own.since(), own.reason());
    }
}
