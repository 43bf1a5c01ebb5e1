package dev.skein.membership;

import dev.skein.config.ClusterSettings;
import dev.skein.config.VirtualIpSettings;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What becomes of connections to an address that this node has handed over: their clients hear at once that they should
 * connect anew, and when their time is over they are ended here, before the keeper lets go of the address and leaves them
 * without an end. An address that has come back keeps its connections. Of the given thread.
 */
final class Afterlife implements Consumer<String> {
    private final ScheduledExecutorService thread;
    private final Supplier<ClusterSettings> settings;
    private final Predicate<String> held;
    private final Clients clients;
    private final Map<String, Future<?>> due = new HashMap<>();

    /** What is done about connections that were opened to an address. */
    record Clients(Consumer<InetAddress> retire, Consumer<InetAddress> end) {}

    /** @param held whether this node holds an address */
    Afterlife(
            ScheduledExecutorService thread,
            Supplier<ClusterSettings> settings,
            Predicate<String> held,
            Clients clients) {
        this.thread = thread;
        this.settings = settings;
        this.held = held;
        this.clients = clients;
    }

    @Override
    public void accept(String address) {
        clients.retire().accept(InetAddress.ofLiteral(address));
        ClusterSettings now = settings.get();
        if (now.virtualIps().stream().noneMatch(one -> one.address().equals(address) && leavesWithItsLease(one))) {
            return;
        }
        Future<?> before = due.put(
                address, thread.schedule(() -> over(address), now.drainTimeout().toNanos(), TimeUnit.NANOSECONDS));
        if (before != null) {
            before.cancel(false);
        }
    }

    /** Elsewhere nodes serve an address without its lease, or programs take it away. */
    private static boolean leavesWithItsLease(VirtualIpSettings one) {
        return one.mode() == VirtualIpSettings.Mode.ACTIVE_PASSIVE || one.mode() == VirtualIpSettings.Mode.SPREAD;
    }

    private void over(String address) {
        due.remove(address);
        if (!held.test(address)) {
            clients.end().accept(InetAddress.ofLiteral(address));
        }
    }
}
