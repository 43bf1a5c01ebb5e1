package dev.skein.balance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Servers of equal rank: all that an algorithm reads of them, as arrays. Immutable.
 *
 * <p>Numbers are those of {@link Candidates#at(int)}.
 */
final class Tier {
    private static final int DRAWS = 4;

    private final Candidates set;
    private final int rank;
    private final int[] members;
    private final int[] schedule;
    private final int heaviest;
    private final @Nullable Rendezvous rendezvous;

    Tier(Candidates set, int rank, int[] members, @Nullable Tier before) {
        this.set = set;
        this.rank = rank;
        this.members = members;
        this.rendezvous = set.selection().balancer() instanceof ConsistentHash
                ? Rendezvous.of(set, members, before == null ? null : before.rendezvous)
                : null;
        int[] weights = new int[members.length];
        int highest = 0;
        for (int i = 0; i < members.length; i++) {
            weights[i] = set.weightOf(members[i]);
            highest = Math.max(highest, weights[i]);
        }
        this.heaviest = highest;
        this.schedule = Schedule.of(members, weights);
    }

    Candidates set() {
        return set;
    }

    /** 0 for the first choice. */
    int rank() {
        return rank;
    }

    /** The servers, at least one. */
    int[] members() {
        return members;
    }

    /** The servers as often as their effective weights say, evenly spread. */
    int[] schedule() {
        return schedule;
    }

    /** Effective weight of a member; at least 1. */
    int weight(int member) {
        return set.weightOf(member);
    }

    /** The highest effective weight. */
    int heaviest() {
        return heaviest;
    }

    /** There only if the pool's algorithm hashes. */
    Rendezvous rendezvous() {
        return Objects.requireNonNull(rendezvous);
    }

    ServerLoad load(int member) {
        return set.loadOf(member);
    }

    boolean usable(int member, PickContext context) {
        return set.usable(member, context);
    }

    /** A usable server at random, as likely as its weight says; -1 if there is none. */
    int draw(PickContext context) {
        return drawOther(-1, context);
    }

    /** The like, but another one than this. Few draws, then the next one in the schedule. */
    int drawOther(int one, PickContext context) {
        int at = 0;
        for (int attempt = 0; attempt < DRAWS; attempt++) {
            at = context.random(schedule.length);
            if (schedule[at] != one && usable(schedule[at], context)) {
                return schedule[at];
            }
        }
        for (int step = 0; step < schedule.length; step++) {
            at = at + 1 == schedule.length ? 0 : at + 1;
            if (schedule[at] != one && usable(schedule[at], context)) {
                return schedule[at];
            }
        }
        return -1;
    }
}
