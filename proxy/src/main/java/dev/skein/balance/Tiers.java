package dev.skein.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may be picked, and in which order of preference. Pure.
 *
 * <ol>
 *   <li><b>Serving.</b> Primary servers that accept new requests; backups only after all of them.
 *   <li><b>Panic.</b> When the share of primaries that serve, among those wanted (ready, not leaving, weight above 0),
 *       falls below the threshold, the rest would be run over. If backups serve, they join the first rank. If none does,
 *       findings are mistrusted: every wanted server is used, and after those the draining ones that serve. A drain never
 *       counts towards panic.
 *   <li><b>Zones.</b> Servers of the node's own zone come first as long as at least {@code localShare} of the zone's
 *       wanted weight serves; below it, the zone would be overloaded, and all zones form one rank.
 * </ol>
 */
final class Tiers {
    private final Selection selection;
    private final List<Candidate> all;
    private final boolean backupsServe;
    private final boolean scarce;

    Tiers(Selection selection, List<Candidate> all) {
        this.selection = selection;
        this.all = all;
        this.backupsServe = all.stream().anyMatch(c -> c.backup() && c.acceptsNew());
        this.scarce = serving() < selection.panicThreshold() * wanted();
    }

    /** Whether findings are mistrusted. */
    boolean panic() {
        return scarce && !backupsServe;
    }

    /** The ranks, best first, none of them empty; each the ascending numbers of its servers. */
    List<int[]> ranks() {
        List<int[]> ranks = new ArrayList<>();
        if (panic()) {
            addByZone(ranks, c -> !c.backup() && wanted(c));
            add(ranks, c -> c.backup() && wanted(c));
            add(ranks, c -> !wanted(c) && c.weight() > 0 && c.standing().acceptsBound());
        } else if (scarce) {
            addByZone(ranks, Candidate::acceptsNew);
        } else {
            addByZone(ranks, c -> !c.backup() && c.acceptsNew());
            add(ranks, c -> c.backup() && c.acceptsNew());
        }
        return ranks;
    }

    private long wanted() {
        return all.stream().filter(c -> !c.backup() && wanted(c)).count();
    }

    private long serving() {
        return all.stream().filter(c -> !c.backup() && c.acceptsNew()).count();
    }

    private static boolean wanted(Candidate candidate) {
        return candidate.weight() > 0 && candidate.standing().wanted();
    }

    private void addByZone(List<int[]> ranks, Predicate<Candidate> who) {
        if (selection.balancer().ignoresZones() || selection.zone().isEmpty() || !localEnough(who)) {
            add(ranks, who);
            return;
        }
        add(ranks, who.and(this::local));
        add(ranks, who.and(c -> !local(c)));
    }

    private boolean localEnough(Predicate<Candidate> who) {
        long serving = weight(who.and(this::local));
        return serving >= selection.localShare() * weight(c -> !c.backup() && local(c) && wanted(c));
    }

    private boolean local(Candidate candidate) {
        return candidate.zone().equals(selection.zone());
    }

    private long weight(Predicate<Candidate> who) {
        return all.stream().filter(who).mapToLong(Candidate::weight).sum();
    }

    private void add(List<int[]> ranks, Predicate<Candidate> who) {
        int[] members = new int[all.size()];
        int count = 0;
        for (int i = 0; i < members.length; i++) {
            if (who.test(all.get(i))) {
                members[count++] = i;
            }
        }
        if (count > 0) {
            ranks.add(java.util.Arrays.copyOf(members, count));
        }
    }
}
