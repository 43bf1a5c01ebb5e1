package dev.skein.heartbeat;

import dev.skein.lease.Timing;
import java.net.InetSocketAddress;

/**
 * What is known about the node at one address: which start of it is believed, and when it was heard. A start is believed
 * once it has echoed a sequence number that was sent to it after it was first heard. Of the heartbeat's thread.
 */
final class Peer {
    /** Sequence numbers that can't be lost in so short a time unless this machine stood still. */
    private static final long JUMP = 64;

    final InetSocketAddress address;
    String name = "";
    long boot;
    Liveness liveness = Liveness.GONE;
    int flags;
    long stamp;
    private long sent;
    private ReplayWindow window = new ReplayWindow();
    private long heardAt;
    private long echo;
    private long echoedAt;
    private long newBoot;
    private long newHeard;
    private long challenge;
    private long newSince;
    private boolean left;
    private boolean able;
    private boolean renewed;

    Peer(InetSocketAddress address) {
        this.address = address;
    }

    /** What came of a datagram. */
    enum Reception {
        /** From the start that is believed, and new. */
        BELIEVED,
        /** The first of a start that is believed from now on. */
        STARTED,
        /** From a start that has to prove itself: to be answered with {@link #newBoot} and {@link #newHeard}. */
        UNPROVEN,
        /** Seen before. */
        REPLAYED,
        /** New, but so many were missed in so short a time that this machine must have stood still. */
        JUMPED
    }

    Reception receive(long now, Beat beat, long ownBoot, Timing timing) {
        if (beat.boot() != boot) {
            return prove(now, beat, ownBoot);
        }
        long before = window.highest();
        if (left || !window.take(beat.sequence())) {
            return Reception.REPLAYED;
        }
        boolean jumped = beat.sequence() - before > JUMP && now - heardAt < timing.suspicion();
        hear(now, beat, ownBoot);
        return jumped ? Reception.JUMPED : Reception.BELIEVED;
    }

    private Reception prove(long now, Beat beat, long ownBoot) {
        if (beat.boot() != newBoot) {
            newBoot = beat.boot();
            newHeard = 0;
            newSince = now;
            challenge = sent + 1;
        }
        newHeard = Math.max(newHeard, beat.sequence());
        if (beat.toBoot() != ownBoot || beat.heard() < challenge) {
            return Reception.UNPROVEN;
        }
        name = beat.node();
        boot = newBoot;
        newBoot = 0;
        left = false;
        renewed = true;
        echo = 0;
        window = new ReplayWindow();
        window.take(beat.sequence());
        hear(now, beat, ownBoot);
        return Reception.STARTED;
    }

    private void hear(long now, Beat beat, long ownBoot) {
        heardAt = now;
        flags = beat.flags();
        stamp = beat.stamp();
        if (beat.toBoot() == ownBoot && beat.heard() > echo) {
            echo = beat.heard();
            echoedAt = now;
        }
        left = beat.has(Beat.LEAVING);
    }

    /** This machine stood still: who was there before counts as heard until now. */
    void excuse(long now) {
        if (there()) {
            heardAt = now;
            echoedAt = now;
        }
    }

    /** How it is heard now. */
    Liveness judge(long now, Timing timing) {
        if (boot == 0) {
            boolean deaf = newBoot != 0 && now - newSince > timing.promise() && now - newSince < 20 * timing.promise();
            return deaf ? Liveness.ONE_WAY : Liveness.GONE;
        }
        long silent = now - heardAt;
        if (left || silent > timing.promise() + timing.interval()) {
            return Liveness.GONE;
        }
        if (silent > timing.suspicion()) {
            return Liveness.SUSPECT;
        }
        if ((flags & Beat.ORPHANED) != 0) {
            return Liveness.ORPHANED;
        }
        return now - echoedAt > timing.suspicion() ? Liveness.ONE_WAY : Liveness.ALIVE;
    }

    String reason(long now) {
        long silent = (now - heardAt) / 1_000_000;
        return switch (liveness) {
            case ALIVE -> "heard at " + Addresses.text(address);
            case ONE_WAY -> "heard, but it does not hear this node for %d ms".formatted((now - echoedAt) / 1_000_000);
            case ORPHANED -> "its keeper says that the node has ended or stands still";
            case SUSPECT -> "silent for %d ms".formatted(silent);
            case GONE -> left ? "left" : "silent for %d ms".formatted(silent);
        };
    }

    /** Whether anybody speaks for it at present, be it only its keeper. */
    boolean speaks() {
        return there() || boot != 0 && liveness == Liveness.ORPHANED;
    }

    /** Whether the node itself is heard at present. */
    boolean there() {
        return boot != 0 && (liveness == Liveness.ALIVE || liveness == Liveness.ONE_WAY);
    }

    /** Whether that has just become another: that it is there, and gives up nothing. */
    boolean changed() {
        boolean before = able;
        able = there() && (flags & (Beat.DRAINING | Beat.BARRED)) == 0;
        return able != before;
    }

    /** Whether a start is believed that was not yet when this was asked last. */
    boolean renewed() {
        boolean is = renewed;
        renewed = false;
        return is;
    }

    /** As {@link #changed} found. */
    boolean able() {
        return able;
    }

    long silentFor(long now) {
        return now - heardAt;
    }

    long nextSequence() {
        return ++sent;
    }

    long heard() {
        return window.highest();
    }

    long newBoot() {
        return newBoot;
    }

    long newHeard() {
        return newHeard;
    }
}
