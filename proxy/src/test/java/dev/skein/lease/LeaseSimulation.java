package dev.skein.lease;

import dev.skein.lease.SimulatedNode.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random schedules for voters and holders, each fully given by its seed: messages are lost, late, doubled and reordered,
 * nodes are cut off, frozen, stopped with their clocks, killed and restarted with and without their disk, clocks run up to
 * 10 % wrong, voters change and leases are handed over. After every step at most one node may answer for a resource, and
 * terms must have risen; once the world is quiet, a holder must be found within {@link #BOUND_PROMISES} promises, or
 * {@link Timing#LONGEST} later where forgetful voters keep silent.
 */
final class LeaseSimulation {
    static final String[] NAMES = {"a", "b", "c", "d", "e"};
    static final int BOUND_PROMISES = 8;
    private static final long[] RESOURCES = {11, 22};
    private static final long MILLI = 1_000_000;

    final Rules rules;
    final EventQueue queue = new EventQueue();
    private final Cuts cuts = new Cuts(NAMES.length);
    private final long[] highest = new long[RESOURCES.length];
    SplittableRandom random = new SplittableRandom(0);
    Timing timing = Timing.NORMAL;
    VoterSet configured = VoterSet.configured(List.of(), false);
    VoterSet latest = configured;
    SimulatedNode[] nodes = {};
    long now;
    private long end;
    private long generation;
    private int lossPercent;
    private int doublePercent;
    private long delay;
    private boolean quiet;
    private @Nullable String violation;

    /** Totals over all schedules, to see that they do what they say. */
    long acquisitions;

    long messages;
    long slowestMillis;

    LeaseSimulation(Rules rules) {
        this.rules = rules;
    }

    /** Runs one schedule; null, or what went wrong. */
    @Nullable
    String run(long seed) {
        prepare(seed);
        step(end);
        if (violation == null) {
            settle();
        }
        return violation == null ? null : "seed " + seed + ": " + violation;
    }

    private void prepare(long seed) {
        random = new SplittableRandom(seed);
        queue.clear();
        cuts.heal();
        Arrays.fill(highest, 0);
        now = 0;
        generation = 0;
        violation = null;
        quiet = false;
        timing = random.nextInt(4) == 0 ? Timing.NORMAL : Timing.FAST;
        end = timing.promise() * (4 + random.nextInt(8));
        lossPercent = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(5);
        doublePercent = random.nextInt(20);
        delay = random.nextInt(3) == 0 ? timing.promise() / 2 : 5 * MILLI;
        int size = 1 + random.nextInt(NAMES.length);
        configured = VoterSet.configured(List.of(NAMES).subList(0, size), false);
        latest = configured;
        nodes = new SimulatedNode[Math.min(NAMES.length, size + random.nextInt(2))];
        for (int i = 0; i < nodes.length; i++) {
            BentClock clock = new BentClock(0.9 + random.nextDouble() * 0.2, random.nextLong(1L << 40));
            nodes[i] = new SimulatedNode(this, i, clock, configured);
            beat(nodes[i], nodes[i].start, random.nextLong(timing.interval()));
        }
        mischief();
    }

    private void step(long until) {
        while (violation == null && queue.next() <= until) {
            now = Math.max(now, queue.next());
            Runnable event = queue.poll();
            if (event != null) {
                event.run();
            }
            check();
        }
        now = Math.max(now, until);
    }

    private void check() {
        for (long resource : RESOURCES) {
            SimulatedNode first = null;
            for (SimulatedNode node : nodes) {
                if (node.answering(resource)) {
                    if (first != null) {
                        violation =
                                "%s and %s both answer for %d at %d".formatted(first.name, node.name, resource, now);
                    }
                    first = node;
                }
            }
        }
    }

    void acquired(SimulatedNode node, long resource, long term) {
        int i = resource == RESOURCES[0] ? 0 : 1;
        acquisitions++;
        if (term <= highest[i]) {
            violation = "%s got %d under term %d after term %d".formatted(node.name, resource, term, highest[i]);
        }
        highest[i] = term;
    }

    // ---------------------------------------------------------------- what nodes do

    private void beat(SimulatedNode node, int start, long own) {
        queue.add(now + node.clock.trueDuration(own), () -> {
            if (node.start == start && node.up) {
                node.run(() -> {
                    if (node.start == start) {
                        act(node);
                        send(node);
                    }
                });
                beat(node, start, timing.interval());
            }
        });
    }

    /** Wants, gives back and hands over at random; once quiet, everybody wants everything. */
    private void act(SimulatedNode node) {
        long resource = RESOURCES[random.nextInt(RESOURCES.length)];
        if (quiet) {
            node.holder.want(RESOURCES[0], node.now());
            node.holder.want(RESOURCES[1], node.now());
            return;
        }
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> node.holder.want(resource, node.now());
            case 6 -> node.holder.release(resource, node.now());
            case 7 -> node.holder.handOver(resource, nodes[random.nextInt(nodes.length)].incarnation, node.now());
            default -> {}
        }
    }

    private void send(SimulatedNode node) {
        Round round = node.holder.round(node.now());
        for (SimulatedNode peer : nodes) {
            if (peer == node) {
                receive(node, node.incarnation, node, round);
            } else {
                carry(node, peer, new Asked(this, node, node.incarnation, peer, round));
            }
        }
    }

    private void carry(SimulatedNode from, SimulatedNode to, Runnable message) {
        messages++;
        if (cuts.between(from.index, to.index) || random.nextInt(100) < lossPercent) {
            return;
        }
        queue.add(now + travel(), message);
        if (random.nextInt(100) < doublePercent) {
            queue.add(now + travel() * 3, message);
        }
    }

    private long travel() {
        long late = !quiet && random.nextInt(64) == 0 ? random.nextLong(3 * timing.promise()) : 0;
        return 100_000 + random.nextLong(delay) + late;
    }

    /** A round as it arrives. */
    private record Asked(LeaseSimulation world, SimulatedNode from, long asker, SimulatedNode to, Round round)
            implements Runnable {
        @Override
        public void run() {
            int start = to.start;
            to.run(() -> {
                if (to.start == start) {
                    world.receive(from, asker, to, round);
                }
            });
        }
    }

    private void receive(SimulatedNode from, long asker, SimulatedNode to, Round round) {
        if (from.voters.stamp() > to.voters.stamp() && random.nextInt(4) == 0) {
            to.learn(from.voters);
        }
        List<Answer> answers = new ArrayList<>(round.asks().size());
        for (Ask ask : round.asks()) {
            if (ask.kind() == Ask.Kind.HAND_OVER && ask.successor() == to.incarnation) {
                to.holder.handed(ask.resource(), ask.term() + 1, to.now());
            }
            answers.add(to.voter.answer(to.now(), asker, round.stamp(), ask));
        }
        if (from == to) {
            answered(from, asker, to, round.number(), answers);
        } else if (!answers.isEmpty()) {
            carry(to, from, new Answered(this, from, asker, to, round.number(), answers));
        }
        urgent(to);
    }

    /** Answers as they arrive. */
    private record Answered(
            LeaseSimulation world,
            SimulatedNode asker,
            long incarnation,
            SimulatedNode voter,
            long round,
            List<Answer> answers)
            implements Runnable {
        @Override
        public void run() {
            asker.run(() -> world.answered(asker, incarnation, voter, round, answers));
        }
    }

    private void answered(
            SimulatedNode asker, long incarnation, SimulatedNode voter, long round, List<Answer> answers) {
        if (asker.incarnation == incarnation) {
            for (Answer answer : answers) {
                asker.holder.answered(asker.now(), voter.name, round, answer);
            }
            urgent(asker);
        }
    }

    private void urgent(SimulatedNode node) {
        if (node.holder.urgent() && !node.roundPlanned) {
            node.roundPlanned = true;
            int start = node.start;
            queue.add(now + MILLI / 4, () -> {
                node.roundPlanned = false;
                node.run(() -> {
                    if (node.start == start) {
                        send(node);
                    }
                });
            });
        }
    }

    boolean reach(SimulatedNode node, String voter) {
        for (SimulatedNode peer : nodes) {
            if (peer.name.equals(voter)) {
                return peer == node || peer.up && !peer.paused && !cuts.between(peer.index, node.index);
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- what happens to them

    private void mischief() {
        queue.add(now + random.nextLong(timing.promise() / 2), () -> {
            if (!quiet) {
                harm(nodes[random.nextInt(nodes.length)]);
                mischief();
            }
        });
    }

    private void harm(SimulatedNode node) {
        switch (random.nextInt(8)) {
            case 0 -> cuts.some(random);
            case 1 -> cuts.heal();
            case 2 -> pause(node, false);
            case 3 -> pause(node, true);
            case 4, 5 -> kill(node);
            case 6 -> changeVoters();
            default -> learnVoters(node);
        }
    }

    private void pause(SimulatedNode node, boolean clockToo) {
        if (!node.up || node.paused) {
            return;
        }
        node.paused = true;
        if (clockToo) {
            node.clock.stop(now);
            node.stopped = true;
        }
        int start = node.start;
        queue.add(now + random.nextLong(2 * timing.promise()), () -> {
            if (node.start == start && node.up) {
                node.resume();
            }
        });
    }

    private void kill(SimulatedNode node) {
        if (!node.up) {
            return;
        }
        node.crash();
        boolean withDisk = random.nextInt(3) != 0;
        queue.add(now + random.nextLong(timing.promise()), () -> {
            node.restart(withDisk);
            beat(node, node.start, timing.interval());
            seed(node, node.start);
        });
    }

    /** The register admits a new disk some time later: all terms given so far are below its index. */
    private void seed(SimulatedNode node, int start) {
        queue.add(now + random.nextLong(timing.promise()), () -> {
            if (node.start == start && !node.voter.seeded()) {
                if (latest.contains(node.name)) {
                    node.learn(latest);
                    node.voter.seed(latest.termFloor(++generation));
                } else if (!quiet) {
                    seed(node, start);
                }
            }
        });
    }

    private void learnVoters(SimulatedNode node) {
        if (node.up && !node.paused) {
            node.learn(latest);
        }
    }

    /** One voter more or less, if a majority of the present ones has known the present set for long enough. */
    private void changeVoters() {
        int consenting = 0;
        for (SimulatedNode node : nodes) {
            boolean knows = node.voters.stamp() == latest.stamp() && node.now() - node.knownSince >= timing.promise();
            consenting += node.up && !node.paused && latest.contains(node.name) && knows ? 1 : 0;
        }
        SimulatedNode chosen = nodes[random.nextInt(nodes.length)];
        if (consenting < latest.majority() || !chosen.up) {
            return;
        }
        if (!latest.contains(chosen.name)) {
            latest = latest.with(chosen.name, 0, ++generation);
        } else if (latest.size() > 1) {
            latest = latest.without(chosen.name, ++generation);
        }
    }

    // ---------------------------------------------------------------- and afterwards

    private void settle() {
        quiet = true;
        cuts.heal();
        lossPercent = 0;
        doublePercent = 0;
        delay = 5 * MILLI;
        for (SimulatedNode node : nodes) {
            if (node.paused) {
                node.resume();
            }
        }
        long began = now;
        long bound = now + 4 * timing.promise() + BOUND_PROMISES * timing.promise();
        for (SimulatedNode node : nodes) {
            node.learn(latest);
        }
        long patience = bound + (long) (Timing.LONGEST / 0.9);
        boolean found = false;
        while (violation == null && !found && now < patience) {
            step(now + timing.interval());
            found = holders() == RESOURCES.length;
            if (!found && now > bound && speaking() >= latest.majority()) {
                bound = patience;
            }
        }
        if (violation == null && !found) {
            violation = "no holder " + (now - began) / MILLI + " ms after the world got quiet";
        }
        slowestMillis = Math.max(slowestMillis, (now - began) / MILLI);
    }

    private int speaking() {
        int speaking = 0;
        for (SimulatedNode node : nodes) {
            speaking += latest.contains(node.name) && !node.voter.silent(node.now()) ? 1 : 0;
        }
        return speaking;
    }

    private int holders() {
        int holders = 0;
        for (long resource : RESOURCES) {
            for (SimulatedNode node : nodes) {
                holders += node.answering(resource) ? 1 : 0;
            }
        }
        return holders;
    }
}
