package dev.skein.heartbeat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterMemory;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Whole stations, with what they believe, plan and wish, over a network and among faults that a seed gives: lost, late and
 * doubled datagrams, frozen and killed keepers, nodes that end, cuts. Never two may hold a resource; once the world is quiet,
 * each is held within {@link #BOUND}; and nobody may ever speak more than {@link #MOST_A_SECOND}.
 */
final class StationSimulation {
    static final long MILLI = 1_000_000;
    /** Of a quiet world, in milliseconds: some promises, and the silence of voters that were killed. */
    static final long BOUND = 6_000;

    static final int MOST_A_SECOND = 600;
    static final String ROLE = "acme";
    static final String IP = "ip 203.0.113.10";
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final Timing TIMING = Timing.NORMAL;

    private final SplittableRandom random;
    private final VoterSet voters;
    private final List<Machine> machines = new ArrayList<>();
    private final PriorityQueue<Event> queue =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long now = 3_600_000 * MILLI;
    private long order;
    private int lossPercent;
    private long delay;
    private boolean quiet;
    private int sentInSecond;
    private @Nullable String violation;
    long slowestMillis;

    private record Event(long at, long order, Runnable task) {}

    StationSimulation(long seed, boolean pair) {
        this.random = new SplittableRandom(seed);
        List<String> names = pair ? NAMES.subList(0, 2) : NAMES;
        this.voters = VoterSet.configured(names, pair);
        for (int index = 0; index < names.size(); index++) {
            Machine machine = new Machine(names.get(index), index);
            machines.add(machine);
            machine.start();
        }
    }

    private static InetSocketAddress address(int index) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000 + index);
    }

    /** One machine: a keeper that may be frozen or killed, and its node, which may end. */
    private final class Machine implements HeartbeatListener, Ticker {
        final String name;
        final int index;
        final List<Runnable> waiting = new ArrayList<>();

        @Nullable
        Station station;

        boolean frozen;
        boolean cut;
        int starts;
        VoterMemory disk = new VoterMemory(0, 0);

        Machine(String name, int index) {
            this.name = name;
            this.index = index;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public long epochMillis() {
            return 0;
        }

        void start() {
            Voter voter = new Voter(now, disk, memory -> {
                disk = memory;
                return true;
            });
            HeartbeatSetup setup = new HeartbeatSetup(
                    name,
                    address(index),
                    HeartbeatKeys.derived("sixteen characters or more", "test"),
                    TIMING,
                    voters,
                    voter,
                    this,
                    this,
                    () -> now);
            Station made = new Station(setup, random.nextLong() | 1, new Refusals(_ -> {}), this::send);
            List<InetSocketAddress> others = new ArrayList<>();
            machines.stream().filter(one -> one != this).forEach(one -> others.add(address(one.index)));
            for (int other = 0; other < voters.size(); other++) {
                if (other != index && !others.contains(address(other))) {
                    others.add(address(other));
                }
            }
            made.peers(others);
            made.desk().wanted(now, List.of(Plan.Item.anywhere(ROLE), Plan.Item.anywhere(IP)), Map.of(), false);
            station = made;
            starts++;
            beat(starts, random.nextLong(TIMING.interval()));
        }

        private void beat(int start, long in) {
            later(in, () -> {
                if (start == starts && station != null) {
                    run(this::tick);
                    beat(start, TIMING.interval());
                }
            });
        }

        private void tick(long at) {
            if (station != null) {
                station.tick(at, at);
            }
        }

        /** As the heartbeat's thread does: what has come due, and what can't wait. */
        void run(LongConsumer task) {
            if (frozen) {
                waiting.add(() -> run(task));
                return;
            }
            Station of = station;
            if (of == null) {
                return;
            }
            task.accept(now);
            settle(of);
        }

        private void settle(Station of) {
            if (now - of.desk().due() >= 0) {
                of.desk().attend(now);
            }
            of.flush(now);
            long due = of.desk().due();
            if (due != Long.MAX_VALUE && due - now < TIMING.interval()) {
                int start = starts;
                later(Math.max(MILLI, due - now), () -> {
                    if (start == starts) {
                        run(_ -> {});
                    }
                });
            }
        }

        void send(InetSocketAddress to, Beat beat) {
            sentInSecond++;
            Machine peer = machines.get(to.getPort() - 5_000);
            if (cut || peer.cut || random.nextInt(100) < lossPercent) {
                return;
            }
            int copies = random.nextInt(50) == 0 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                later(MILLI / 5 + random.nextLong(delay), () -> peer.run(at -> peer.receive(at, index, beat)));
            }
        }

        void receive(long at, int from, Beat beat) {
            if (station != null) {
                station.received(at, address(from), beat);
            }
        }

        void freeze(long millis) {
            if (!frozen) {
                frozen = true;
                long since = now;
                later(millis * MILLI, () -> thaw(since));
            }
        }

        void thaw(long since) {
            frozen = false;
            if (station != null && now - since > Timing.usable(TIMING.promise()) / 2) {
                station.awoke(now);
            }
            List<Runnable> arrived = List.copyOf(waiting);
            waiting.clear();
            arrived.forEach(Runnable::run);
        }

        void kill(long millis) {
            station = null;
            frozen = false;
            waiting.clear();
            int start = ++starts;
            later(millis * MILLI, () -> {
                if (start == starts) {
                    start();
                }
            });
        }

        /** Its node ends or stands still, or is there again. */
        void orphaned(boolean on) {
            run(at -> {
                if (station != null) {
                    station.orphaned(at, on);
                }
            });
        }

        boolean holds(String resource) {
            return station != null && station.desk().term(resource, now) != 0;
        }

        @Override
        public void heard(String node, Liveness liveness, String reason) {
            // Of no consequence here.
        }

        @Override
        public void acquired(String resource, long term) {
            // Asked for.
        }

        @Override
        public void lost(String resource, long term, LeaseListener.End why) {
            // Asked for.
        }

        @Override
        public void note(String line) {
            // Of no consequence here.
        }
    }

    private void later(long in, Runnable task) {
        queue.add(new Event(now + in, order++, task));
    }

    /** Null, or what went wrong. */
    @Nullable
    String run() {
        lossPercent = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
        delay = (random.nextInt(3) == 0 ? 60 : 2) * MILLI;
        long end = now + (4_000 + random.nextLong(6_000)) * MILLI;
        mischief();
        until(end);
        quiet = true;
        lossPercent = 0;
        delay = MILLI;
        machines.forEach(machine -> {
            machine.cut = false;
            machine.orphaned(false);
        });
        long began = now;
        boolean held = false;
        while (violation == null && !held && now - began < BOUND * MILLI) {
            until(now + 20 * MILLI);
            held = holders(ROLE) == 1 && holders(IP) == 1;
        }
        slowestMillis = (now - began) / MILLI;
        return violation != null ? violation : held ? null : "held by nobody after " + slowestMillis + " ms of quiet";
    }

    private int holders(String resource) {
        int holders = 0;
        for (Machine machine : machines) {
            holders += machine.holds(resource) ? 1 : 0;
        }
        return holders;
    }

    private void until(long end) {
        long second = now;
        while (violation == null && !queue.isEmpty() && queue.peek().at <= end) {
            Event event = queue.poll();
            now = Math.max(now, event.at);
            event.task.run();
            check();
            if (now - second > 1_000 * MILLI) {
                sentInSecond = 0;
                second = now;
            }
        }
        now = Math.max(now, end);
    }

    private void check() {
        if (!voters.pair() && (holders(ROLE) > 1 || holders(IP) > 1)) {
            violation = "two hold at " + now;
        }
        if (sentInSecond > MOST_A_SECOND) {
            violation = sentInSecond + " datagrams in a second";
        }
    }

    private void mischief() {
        later(random.nextLong(600 * MILLI), () -> {
            if (quiet) {
                return;
            }
            Machine machine = machines.get(random.nextInt(machines.size()));
            switch (random.nextInt(7)) {
                case 0 -> machine.freeze(50 + random.nextLong(1_500));
                case 1 -> machine.kill(50 + random.nextLong(1_000));
                case 2 -> machine.cut = true;
                case 3 -> machines.forEach(one -> one.cut = false);
                case 4 -> machine.orphaned(random.nextBoolean());
                case 5 -> move(machine);
                default -> lossPercent = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
            }
            mischief();
        });
    }

    private void move(Machine machine) {
        String to = machines.get(random.nextInt(machines.size())).name;
        machine.run(at -> {
            if (machine.station != null) {
                machine.station.desk().handOver(at, IP, to);
            }
        });
    }
}
