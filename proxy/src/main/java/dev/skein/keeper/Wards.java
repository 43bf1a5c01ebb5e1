package dev.skein.keeper;

import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.Liveness;
import dev.skein.keeper.KeptAddress.Carrier;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import dev.skein.vip.HookResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out on addresses what the leases say: a lease that is renewed renews the kernel's, one that ends takes the address
 * off before the voters hear of it. What can't be carried out bars this node from the address for a while. All of it on the
 * heartbeat's thread.
 */
final class Wards implements HeartbeatListener, AutoCloseable {
    private final Ticker ticker;
    private final Ground ground;
    private final Anycast anycast;
    private final Consumer<Message> out;
    private final Consumer<String> log;
    private final Map<String, KeptAddress> kept = new LinkedHashMap<>();
    private final Set<String> on = new HashSet<>();
    private final Holdings holdings;
    private final HookRoom hooks;
    private final Set<String> fencing = new HashSet<>();
    private @Nullable Heartbeat heartbeat;
    private Timing timing = Timing.NORMAL;
    private Set<String> barred = Set.of();

    Wards(Ticker ticker, AddressPort.Opener opener, Consumer<Message> out, Consumer<String> log) {
        this.ticker = ticker;
        this.out = out;
        this.log = log;
        this.ground = new Ground(ticker, opener, this::note);
        this.anycast = new Anycast(ticker, ground, this::note);
        this.holdings = new Holdings(ticker);
        this.hooks = new HookRoom(ticker, this::note);
    }

    /** Whose leases they are; before the first of anything else. */
    void of(Heartbeat made) {
        heartbeat = made;
    }

    void timing(Timing next) {
        timing = next;
        bar();
    }

    /** What is guarded from now on; what is no longer among them is given up by the leases. */
    void addresses(String node, List<KeptAddress> next, HookSettings programs) {
        hooks.settings(node, programs);
        Map<String, KeptAddress> by = new LinkedHashMap<>();
        List<KeptAddress> routed = new ArrayList<>();
        for (KeptAddress address : next) {
            if (address.isBy(Carrier.LOOPBACK)) {
                routed.add(address);
            } else {
                by.put(address.resource(), address);
            }
        }
        for (Map.Entry<String, KeptAddress> old : kept.entrySet()) {
            if (on.contains(old.getKey()) && !old.getValue().equals(by.get(old.getKey()))) {
                off(old.getKey());
            }
        }
        kept.clear();
        kept.putAll(by);
        ground.guard(next);
        anycast.addresses(routed);
        bar();
    }

    /** Whether the node is there and well. */
    void well(boolean now) {
        anycast.well(now);
    }

    @Override
    public void acquired(String resource, long term) {
        holdings.acquired(resource, term);
        fence(resource, term);
        out.accept(new Message.Acquired(resource, term));
    }

    @Override
    public void renewed(String resource, long until) {
        holdings.renewed(resource, until);
        KeptAddress address = kept.get(resource);
        AddressPort to = address == null ? null : ground.port(address);
        if (address == null
                || to == null
                || until - ticker.nanos() <= 0
                || barred.contains(resource)
                || fencing.contains(resource)) {
            return;
        }
        try {
            if (on.add(resource)) {
                to.take(address, until);
                taken(resource, address);
            } else {
                to.renew(address, until);
            }
        } catch (IOException e) {
            failed(resource, address, String.valueOf(e.getMessage()));
        }
    }

    /** Where a program is all that brings the address here, the lease goes to another node when that fails. */
    private void taken(String resource, KeptAddress address) {
        long term = holdings.term(resource);
        CompletableFuture<HookResult> told = hooks.acquired(address, term);
        Heartbeat of = heartbeat;
        if (told != null && of != null && address.isBy(Carrier.HOOKS)) {
            var unused = told.thenAccept(result -> of.execute(() -> {
                if (!result.isGood() && holdings.term(resource) == term) {
                    failed(resource, address, "its program failed");
                }
            }));
        }
    }

    /** A power switch, say, must be done before the address is put on: the renewals until then don't. */
    private void fence(String resource, long term) {
        KeptAddress address = kept.get(resource);
        Heartbeat of = heartbeat;
        CompletableFuture<?> done = address == null || of == null ? null : hooks.fencing(address, term);
        if (done != null && of != null) {
            fencing.add(resource);
            var unused = done.thenRun(() -> of.execute(() -> {
                fencing.remove(resource);
                renewed(resource, holdings.until(resource));
            }));
        }
    }

    private void failed(String resource, KeptAddress address, String why) {
        note(address + " can't be held: " + why);
        off(resource);
        ground.refused(resource);
        bar();
    }

    @Override
    public void lost(String resource, long term, LeaseListener.End why) {
        off(resource);
        holdings.lost(resource);
        out.accept(new Message.Lost(resource, term, why));
    }

    private void off(String resource) {
        KeptAddress address = kept.get(resource);
        AddressPort to = address == null ? null : ground.port(address);
        if (!on.remove(resource) || address == null || to == null) {
            return;
        }
        try {
            to.drop(address);
            hooks.released(address, holdings.term(resource));
        } catch (IOException e) {
            // The kernel's own lease ends it: nothing renews it from here on.
            note(address + " could not be taken off, its lease runs out: " + e.getMessage());
        }
    }

    /** What is due several times a second. */
    void turn() {
        if (heartbeat != null) {
            hooks.seen(heartbeat.view());
        }
        ground.turn();
        anycast.turn();
        bar();
    }

    /** Tells the leases what this node can't hold at present. */
    private void bar() {
        Set<String> next = ground.barred(timing);
        Heartbeat of = heartbeat;
        if (!next.equals(barred) && of != null) {
            barred = next;
            of.barred(next);
        }
    }

    @Override
    public void heard(String node, Liveness liveness, String reason) {
        hooks.heard(node, liveness, reason);
        out.accept(new Message.Heard(node, liveness, reason));
    }

    @Override
    public void note(String line) {
        log.accept(line);
        out.accept(new Message.Note(line));
    }

    /** What the node is shown. */
    Message.Picture picture(long echo) {
        return holdings.picture(echo, heartbeat);
    }

    @Override
    public void close() {
        ground.close();
    }
}
