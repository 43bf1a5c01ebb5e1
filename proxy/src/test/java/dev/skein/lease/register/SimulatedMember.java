package dev.skein.lease.register;

import dev.skein.lease.BentClock;
import dev.skein.lease.register.Message.Envelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** One node of the register's simulation: core, clock, disk, and a client that changes things at random. */
final class SimulatedMember implements Effects {
    private static final String[] KEYS = {"x", "y", "z"};

    final String name;
    final int index;
    final BentClock clock;
    private final RegisterSimulation world;
    private final List<Runnable> waiting = new ArrayList<>();
    private Stored disk;
    RegisterCore core;
    int start;
    boolean up;
    boolean paused;

    /** Whether somebody asked for it to become a voter, with the file that it has. */
    boolean named;

    SimulatedMember(RegisterSimulation world, int index, BentClock clock) {
        this.world = world;
        this.index = index;
        this.name = RegisterSimulation.NAMES[index];
        this.clock = clock;
        this.disk = Stored.fresh(random(), Document.initial(world.configured));
        this.core = new RegisterCore(name, disk, this, now());
        this.up = true;
    }

    void begin() {
        start++;
        up = true;
        core = new RegisterCore(name, disk, this, now());
    }

    void crash() {
        up = false;
        paused = false;
        waiting.clear();
    }

    /** The file is gone, with all that was promised; broken: a new one that pretends to be the old one. */
    void loseDisk() {
        long identity = world.trustNewDisks ? disk.disk() : random();
        disk = Stored.fresh(identity, Document.initial(world.configured));
    }

    long disk() {
        return disk.disk();
    }

    long now() {
        return clock.at(world.now);
    }

    void run(Runnable event) {
        if (paused) {
            waiting.add(event);
        } else if (up) {
            event.run();
        }
    }

    void resume() {
        paused = false;
        List<Runnable> arrived = List.copyOf(waiting);
        waiting.clear();
        arrived.forEach(Runnable::run);
    }

    /** Now and then as bytes, so that the codec takes part. */
    void receive(Envelope message) {
        int begun = start;
        Envelope arrived = world.random.nextInt(8) == 0 ? copy(message) : message;
        run(() -> {
            if (start == begun) {
                core.received(now(), arrived);
            }
        });
    }

    private static Envelope copy(Envelope message) {
        try {
            return RegisterCodec.decode(RegisterCodec.encode(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void change() {
        switch (world.random.nextInt(10)) {
            case 0, 1, 2 -> submit(new Change.Confirm(), 3_000);
            case 3 -> changeVoters();
            default -> {
                String key = KEYS[world.random.nextInt(KEYS.length)];
                boolean blind = world.random.nextBoolean();
                long expected = blind ? Change.ANY : core.document().indexOf(key);
                submit(new Change.Put(key, expected, world.history.newValue()), 500 + world.random.nextInt(4_000));
            }
        }
    }

    private void changeVoters() {
        SimulatedMember other = world.members[world.random.nextInt(world.members.length)];
        if (world.quiet) {
            return;
        }
        other.named = true;
        submit(
                core.document().voters().contains(other.name)
                        ? new Change.RemoveVoter(other.name)
                        : new Change.AddVoter(other.name, other.disk()),
                8_000);
    }

    void writeLast() {
        byte[] value = ("last of " + name).getBytes(StandardCharsets.UTF_8);
        submit(new Change.Put("last-" + name, Change.ANY, value), 15_000);
    }

    private void submit(Change change, long millis) {
        RegisterHistory.Call call = world.history.begin(change);
        core.submit(now(), change, now() + millis * RegisterSimulation.MILLI, call::ended);
    }

    @Override
    public String toString() {
        Document at = core.document();
        return "%s, file %016x, votes %s, at document %d of %016x with %s; up %s"
                .formatted(name, disk(), core.votes(), at.index(), at.cluster(), at.voters(), up);
    }

    @Override
    public void send(String to, Envelope envelope) {
        world.carry(this, to, envelope);
    }

    @Override
    public boolean keep(Stored stored) {
        if (!world.quiet && world.random.nextInt(100) == 0) {
            return false;
        }
        disk = stored;
        return true;
    }

    @Override
    public void committed(Document before, Document after) {
        world.history.saw(name, before, after);
    }

    @Override
    public void note(String line) {
        if (line.contains("another document")) {
            world.history.violated(name + ": " + line);
        }
    }

    @Override
    public Collection<String> peers() {
        return Arrays.stream(world.members)
                .map(member -> member.name)
                .filter(other -> !other.equals(name))
                .toList();
    }

    @Override
    public long random() {
        return world.random.nextLong() | 1;
    }
}
