package dev.skein.lease;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of the simulation: voter, holder, clock and disk; what arrives while it is paused waits. */
final class SimulatedNode implements LeaseListener {
    final String name;
    final int index;
    final BentClock clock;
    private final LeaseSimulation world;
    private final Rules rules;
    VoterSet voters;
    long knownSince;
    long incarnation;
    int start;
    boolean up;
    boolean paused;
    boolean stopped;
    boolean roundPlanned;
    Voter voter;
    Holder holder;
    private @Nullable VoterMemory disk;
    private final List<Runnable> waiting = new ArrayList<>();

    /** Which rules this run follows; all but {@link #TRUE} must be found out. */
    enum Rules {
        TRUE,
        COUNT_FROM_RECEIPT,
        FORGET_SILENCE,
        MAJORITY_OF_THOSE_HEARD
    }

    SimulatedNode(LeaseSimulation world, int index, BentClock clock, VoterSet voters) {
        this.world = world;
        this.rules = world.rules;
        this.index = index;
        this.name = LeaseSimulation.NAMES[index];
        this.clock = clock;
        this.voters = voters;
        this.knownSince = clock.at(0);
        this.voter = rules == Rules.FORGET_SILENCE
                ? new Forgetful(clock.at(0), new VoterMemory(0, 0), this::keep)
                : Voter.first(clock.at(0), this::keep);
        this.disk = new VoterMemory(0, 0);
        this.holder = start();
    }

    private Holder start() {
        start++;
        incarnation = world.random.nextLong() | 1;
        up = true;
        voter.voters(voters);
        return switch (rules) {
            case COUNT_FROM_RECEIPT -> new FromReceipt(this);
            case MAJORITY_OF_THOSE_HEARD -> new OfThoseHeard(this);
            default -> new Holder(incarnation, world.timing, voters, this);
        };
    }

    long now() {
        return clock.at(world.now);
    }

    boolean keep(VoterMemory memory) {
        if (world.random.nextInt(50) == 0) {
            return false;
        }
        disk = memory;
        return true;
    }

    void crash() {
        up = false;
        paused = false;
        if (stopped) {
            stopped = false;
            clock.go(world.now);
        }
        waiting.clear();
    }

    void restart(boolean withDisk) {
        VoterMemory kept = withDisk ? disk : null;
        disk = kept;
        voter = rules == Rules.FORGET_SILENCE
                ? new Forgetful(now(), kept, this::keep)
                : new Voter(now(), kept, this::keep);
        voters = withDisk ? voters : world.configured;
        knownSince = now();
        holder = start();
    }

    void learn(VoterSet newer) {
        if (newer.stamp() > voters.stamp()) {
            voters = newer;
            knownSince = now();
            voter.voters(newer);
            holder.voters(newer);
        }
    }

    /** Runs it now, or when the node runs again; not at all if the node starts anew before. */
    void run(Runnable event) {
        if (paused) {
            waiting.add(event);
        } else if (up) {
            event.run();
        }
    }

    void resume() {
        paused = false;
        if (stopped) {
            stopped = false;
            clock.go(world.now);
            holder.paused(now());
        }
        List<Runnable> arrived = List.copyOf(waiting);
        waiting.clear();
        arrived.forEach(Runnable::run);
    }

    /** A frozen process still answers: its kernel does. A machine whose clock stands still does not. */
    boolean answering(long resource) {
        return up && !stopped && holder.answering(resource, now());
    }

    @Override
    public void acquired(long resource, long term) {
        world.acquired(this, resource, term);
    }

    @Override
    public void lost(long resource, long term, End why) {}

    /** Broken: counts from when the grant came. */
    private static final class FromReceipt extends Holder {
        FromReceipt(SimulatedNode node) {
            super(node.incarnation, node.world.timing, node.voters, node);
        }

        @Override
        long countsFrom(long sentAt, long receivedAt) {
            return receivedAt;
        }
    }

    /** Broken: a majority of the voters that are in reach is enough. */
    private static final class OfThoseHeard extends Holder {
        private final SimulatedNode node;

        OfThoseHeard(SimulatedNode node) {
            super(node.incarnation, node.world.timing, node.voters, node);
            this.node = node;
        }

        @Override
        int majority(VoterSet voters) {
            int heard = 0;
            for (String voter : voters.names()) {
                heard += node.world.reach(node, voter) ? 1 : 0;
            }
            return heard / 2 + 1;
        }
    }

    /** Broken: speaks as soon as it has started. */
    private static final class Forgetful extends Voter {
        Forgetful(long now, @Nullable VoterMemory kept, VoterMemory.Store store) {
            super(now, kept, store);
        }

        @Override
        long silence() {
            return 0;
        }
    }
}
