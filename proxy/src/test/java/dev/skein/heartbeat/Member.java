package dev.skein.heartbeat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** One heartbeat on a loopback socket, with what it told; can be frozen as SIGSTOP would, and have a clock of its own. */
final class Member implements HeartbeatListener, Ticker, AutoCloseable {
    static final VoterSet ABC = VoterSet.configured(List.of("a", "b", "c"), false);

    final String name;
    final Heartbeat heartbeat;
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    private final long offset;
    private final AtomicReference<CountDownLatch> frozen = new AtomicReference<>(new CountDownLatch(0));

    Member(String name, String secret, long offset) throws IOException {
        this.name = name;
        this.offset = offset;
        this.heartbeat = Heartbeat.open(new HeartbeatSetup(
                name,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HeartbeatKeys.derived(secret, "test"),
                Timing.NORMAL,
                ABC,
                Voter.first(Ticker.SYSTEM.nanos() + offset, _ -> true),
                this,
                this,
                () -> Ticker.SYSTEM.nanos() + offset));
    }

    InetSocketAddress address() throws IOException {
        return heartbeat.address();
    }

    /** Time stands still for the heartbeat's thread, which then wakes up late: as after SIGSTOP and SIGCONT. */
    void freeze() {
        frozen.set(new CountDownLatch(1));
    }

    void thaw() {
        frozen.get().countDown();
    }

    @Override
    public long nanos() {
        if (Thread.currentThread().getName().equals("skein-heartbeat")) {
            try {
                frozen.get().await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Ticker.SYSTEM.nanos() + offset;
    }

    @Override
    public long epochMillis() {
        return 0;
    }

    @Override
    public void heard(String node, Liveness liveness, String reason) {
        events.add(node + " " + liveness);
    }

    @Override
    public void acquired(String resource, long term) {
        events.add("acquired " + resource + " " + term);
    }

    @Override
    public void lost(String resource, long term, LeaseListener.End why) {
        events.add("lost " + resource + " " + why);
    }

    @Override
    public void note(String line) {
        notes.add(line);
    }

    @Override
    public void close() {
        thaw();
        heartbeat.close();
    }
}
