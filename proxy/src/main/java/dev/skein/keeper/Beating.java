package dev.skein.keeper;

import dev.skein.heartbeat.BootTime;
import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.heartbeat.HeartbeatSetup;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterFile;
import dev.skein.lease.VoterMemory;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Heartbeats that have begun, for that node. */
record Beating(String node, InetSocketAddress bind, Heartbeat heartbeat, Wards wards, Voter voter, Timing timing) {
    private static final long GOODBYE = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_MILLIS = 20;

    /** Reads what the voter remembers, opens the socket, and begins; holds nothing before the node is well. */
    static Beating begin(Message.Join join, Wards wards, Path directory, Ticker ticker) throws IOException {
        VoterFile votes = new VoterFile(
                directory.resolve("votes"),
                e -> wards.note("votes: can't be written, so this node promises nothing new: " + e));
        VoterMemory memory = join.fresh() ? null : votes.read();
        Voter voter = new Voter(ticker.nanos(), memory, votes);
        Heartbeat heartbeat = Heartbeat.open(new HeartbeatSetup(
                join.node(),
                join.bind(),
                new HeartbeatKeys(join.keys().current(), join.keys().secrets()),
                join.timing(),
                join.voters(),
                voter,
                wards,
                ticker,
                BootTime.open()));
        wards.of(heartbeat);
        heartbeat.orphaned(true);
        heartbeat.execute(() -> wards.timing(join.timing()));
        heartbeat.start();
        return new Beating(join.node(), join.bind(), heartbeat, wards, voter, join.timing());
    }

    /** Whether the node is there, and well, for what needs no lease. */
    void serving(boolean there, boolean well) {
        heartbeat.execute(() -> wards.well(there, well));
    }

    /** A while; what clients have not acknowledged yet is sent again by the kernel, if that may. Or until {@code over}. */
    void awaitServed(Ticker ticker, CountDownLatch over) {
        long end = ticker.nanos() + GOODBYE;
        try {
            while (wards.handing.serves() && ticker.nanos() - end < 0) {
                if (over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Beating with(Timing next) {
        return new Beating(node, bind, heartbeat, wards, voter, next);
    }

    boolean isOf(Message.Join join) {
        return node.equals(join.node()) && bind.equals(join.bind());
    }
}
