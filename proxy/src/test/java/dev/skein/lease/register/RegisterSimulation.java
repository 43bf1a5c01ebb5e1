package dev.skein.lease.register;

import dev.skein.lease.BentClock;
import dev.skein.lease.Cuts;
import dev.skein.lease.EventQueue;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Message.Envelope;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random schedules for the register, each fully given by its seed: messages are lost, late, doubled and reordered, nodes
 * are cut off, frozen, killed and restarted with and without their disk, disks fail, clocks run up to 10 % wrong, voters
 * change. {@link RegisterHistory} sees whether anything that was committed is lost, reordered, doubled or unseen; once the
 * world is quiet, every node must be able to write within {@link #BOUND} and all must agree.
 */
final class RegisterSimulation {
    static final String[] NAMES = {"a", "b", "c", "d", "e"};
    static final long MILLI = 1_000_000;

    /** A change may have to wait for voters to have been known long enough, and for its turn. */
    static final long BOUND = 20_000 * MILLI;

    private static final long TICK = 50 * MILLI;

    final EventQueue queue = new EventQueue();
    private final Cuts cuts = new Cuts(NAMES.length);
    final boolean trustNewDisks;
    SplittableRandom random = new SplittableRandom(0);
    RegisterHistory history = new RegisterHistory();
    SimulatedMember[] members = {};
    VoterSet configured = VoterSet.configured(List.of(), false);
    long now;
    boolean quiet;
    private boolean ending;
    private int lossPercent;
    private int doublePercent;
    private long delay;

    /** Totals over all schedules, to see that they do what they say. */
    long committed;

    long voterChanges;
    long admissions;
    long stuck;

    RegisterSimulation(boolean trustNewDisks) {
        this.trustNewDisks = trustNewDisks;
    }

    /** Runs one schedule; null, or what went wrong. */
    @Nullable
    String run(long seed) {
        prepare(seed);
        step(now + 3_000 * MILLI + random.nextLong(15_000 * MILLI));
        if (history.violation() == null) {
            settle();
        }
        Document last = history.last();
        committed += last == null ? 0 : last.index();
        voterChanges += last == null ? 0 : last.voters().version();
        return history.violation() == null ? null : "seed " + seed + ": " + history.violation();
    }

    private void prepare(long seed) {
        random = new SplittableRandom(seed);
        history = new RegisterHistory();
        queue.clear();
        cuts.heal();
        now = 0;
        quiet = false;
        ending = false;
        lossPercent = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(5);
        doublePercent = random.nextInt(20);
        delay = random.nextInt(3) == 0 ? 400 * MILLI : 5 * MILLI;
        int size = 1 + random.nextInt(NAMES.length);
        configured = VoterSet.configured(List.of(NAMES).subList(0, size), false);
        members = new SimulatedMember[Math.min(NAMES.length, size + random.nextInt(2))];
        for (int i = 0; i < members.length; i++) {
            BentClock clock = new BentClock(0.9 + random.nextDouble() * 0.2, random.nextLong(1L << 40));
            members[i] = new SimulatedMember(this, i, clock);
            tick(members[i], members[i].start);
        }
        mischief();
    }

    private void step(long until) {
        while (history.violation() == null && queue.next() <= until) {
            now = Math.max(now, queue.next());
            Runnable event = queue.poll();
            if (event != null) {
                event.run();
            }
        }
        now = Math.max(now, until);
    }

    private void tick(SimulatedMember member, int start) {
        queue.add(now + random.nextLong(TICK) + TICK / 2, () -> {
            if (member.start == start && member.up) {
                member.run(() -> {
                    member.core.tick(member.now());
                    if (!ending && random.nextInt(quiet ? 40 : 6) == 0) {
                        member.change();
                    }
                });
                tick(member, start);
            }
        });
    }

    void carry(SimulatedMember from, String toName, Envelope message) {
        SimulatedMember to = named(toName);
        if (to == null || cuts.between(from.index, to.index) || random.nextInt(100) < lossPercent) {
            return;
        }
        queue.add(now + travel(), () -> to.receive(message));
        if (random.nextInt(100) < doublePercent) {
            queue.add(now + travel() * 3, () -> to.receive(message));
        }
    }

    private long travel() {
        long late = !quiet && random.nextInt(64) == 0 ? random.nextLong(4_000 * MILLI) : 0;
        return MILLI / 10 + random.nextLong(delay) + late;
    }

    private @Nullable SimulatedMember named(String name) {
        for (SimulatedMember member : members) {
            if (member.name.equals(name)) {
                return member;
            }
        }
        return null;
    }

    private void mischief() {
        queue.add(now + random.nextLong(1_500 * MILLI), () -> {
            if (!quiet) {
                harm(members[random.nextInt(members.length)]);
                mischief();
            }
        });
    }

    private void harm(SimulatedMember member) {
        switch (random.nextInt(7)) {
            case 0 -> cuts.some(random);
            case 1, 2 -> cuts.heal();
            case 3 -> pause(member);
            default -> kill(member);
        }
    }

    private void pause(SimulatedMember member) {
        if (member.up && !member.paused) {
            member.paused = true;
            int start = member.start;
            queue.add(now + random.nextLong(3_000 * MILLI), () -> {
                if (member.start == start && member.up) {
                    member.resume();
                }
            });
        }
    }

    private void kill(SimulatedMember member) {
        if (!member.up) {
            return;
        }
        member.crash();
        boolean loses = random.nextInt(3) == 0 && (trustNewDisks || spare(member));
        admissions += loses ? 1 : 0;
        if (loses) {
            member.loseDisk();
        }
        queue.add(now + random.nextLong(2_000 * MILLI), () -> {
            member.begin();
            tick(member, member.start);
        });
    }

    /**
     * Whether voters lost their disks while others were being removed, so that no majority is left that remembers: what an
     * operator must then decide by force. Rare, and counted.
     */
    private boolean stuck() {
        Document last = history.last();
        int sound = 0;
        for (SimulatedMember member : members) {
            sound += last != null && last.voters().contains(member.name) && member.core.votes() ? 1 : 0;
        }
        return last != null && sound < last.voters().majority();
    }

    /** Whether a majority of the voters, the last and those before them, keep what they know without this one, which is not about to become one. */
    private boolean spare(SimulatedMember lost) {
        Document last = history.last();
        return last != null
                && (!lost.named || last.voters().contains(lost.name))
                && spare(lost, last.voters())
                && spare(lost, history.votersBefore());
    }

    private boolean spare(SimulatedMember lost, VoterSet voters) {
        int sound = 0;
        for (VoterSet.Member voter : voters.members()) {
            SimulatedMember member = named(voter.name());
            sound += member != null && member != lost && member.disk() == voter.disk() ? 1 : 0;
        }
        return sound >= voters.majority();
    }

    private void settle() {
        quiet = true;
        cuts.heal();
        lossPercent = 0;
        doublePercent = 0;
        delay = 5 * MILLI;
        for (SimulatedMember member : members) {
            if (member.paused) {
                member.resume();
            }
        }
        step(now + 6_000 * MILLI);
        history.expectProgress(members.length);
        for (SimulatedMember member : members) {
            member.writeLast();
        }
        long until = now + BOUND;
        while (history.violation() == null && !history.progressed() && now < until) {
            step(now + 100 * MILLI);
        }
        if (stuck() && history.violation() == null) {
            stuck++;
            return;
        }
        ending = true;
        step(now + 5_000 * MILLI);
        history.checkEnd(members);
    }
}
