package dev.skein.keeper;

import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.keeper.KeptAddress.Carrier;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out on addresses what the leases say: a lease that is renewed renews the kernel's, one that ends takes the address
 * off before the voters hear of it, or leaves it for the connections that are open where it was handed over. What can't be
 * carried out bars this node from the address for a while. All of it on the heartbeat's thread.
 */
final class Wards implements HeartbeatListener, AutoCloseable {
    private final Ticker ticker;
    private final Ground ground;
    private final Anycast anycast;
    final Handing handing;
    private final Consumer<Message> out;
    private final Consumer<String> log;
    private final Map<String, KeptAddress> kept = new LinkedHashMap<>();
    private final Set<String> on = new HashSet<>();
    private final Holdings holdings;
    private final HookRoom hooks;
    private @Nullable Heartbeat heartbeat;
    private Timing timing = Timing.NORMAL;
    private Set<String> barred = Set.of();

    Wards(Ticker ticker, AddressPort.Opener opener, Consumer<Message> out, Consumer<String> log) {
        this.ticker = ticker;
        this.out = out;
        this.log = log;
        this.ground = new Ground(ticker, opener, this::note);
        this.anycast = new Anycast(ticker, ground, this::note);
        this.handing = new Handing(ticker, out, this::note);
        this.holdings = new Holdings(ticker);
        this.hooks = new HookRoom(ticker, this::note);
    }

    /** Whose leases they are; before the first of anything else. */
    void of(Heartbeat made) {
        heartbeat = made;
        handing.of(made);
    }

    void timing(Timing next) {
        timing = next;
        handing.timing(next);
        bar();
    }

    /** What is guarded from now on; what is no longer among them is given up by the leases. */
    void addresses(String node, Message.Addresses next) {
        hooks.settings(node, next.hooks());
        handing.drain(next.drain());
        for (KeptAddress old : Set.copyOf(kept.values())) {
            if (!next.addresses().contains(old)) {
                off(old.resource());
            }
        }
        kept.clear();
        next.addresses().forEach(address -> kept.put(address.resource(), address));
        handing.shares().addresses(node, kept.values());
        ground.guard(next.addresses());
        anycast.addresses(next.addresses());
        bar();
        hand();
    }

    /** Whether the node is there and well. */
    void well(boolean there, boolean now) {
        anycast.well(there && now);
        handing.there(there);
    }

    @Override
    public void acquired(String resource, long term) {
        holdings.acquired(resource, term);
        KeptAddress address = kept.get(resource);
        Heartbeat of = heartbeat;
        if (address != null && of != null) {
            hooks.fence(address, term, of::execute, () -> renewed(resource, holdings.until(resource)));
        }
        out.accept(new Message.Acquired(resource, term));
    }

    @Override
    public void renewed(String resource, long until) {
        holdings.renewed(resource, until);
        KeptAddress address = kept.get(resource);
        AddressPort to = address == null ? null : ground.port(address);
        Heartbeat of = heartbeat;
        if (address == null
                || to == null
                || until - ticker.nanos() <= 0
                || barred.contains(resource)
                || of == null
                || hooks.waits(resource)) {
            return;
        }
        try {
            if (on.add(resource)) {
                handing.taking(to, address);
                to.take(address, until);
                handing.taken(to, address);
                taken(resource, address, of);
            } else {
                to.renew(address, until);
            }
        } catch (IOException e) {
            failed(resource, address, String.valueOf(e.getMessage()));
        }
    }

    /** Where a program is all that brings the address here, the lease goes to another node when that fails. */
    private void taken(String resource, KeptAddress address, Heartbeat of) {
        long term = holdings.term(resource);
        hooks.acquired(address, term, of::execute, () -> {
            if (address.isBy(Carrier.HOOKS) && holdings.term(resource) == term) {
                failed(resource, address, "its program failed");
            }
        });
        handing.publish(kept.values(), barred);
    }

    private void failed(String resource, KeptAddress address, String why) {
        note(address + " can't be held: " + why);
        off(resource);
        ground.refused(resource);
        bar();
    }

    @Override
    public boolean ready(String resource, long successor) {
        // What this machine can't hold any more it has no time for.
        KeptAddress address = on.contains(resource) && !barred.contains(resource) ? kept.get(resource) : null;
        boolean ready = address == null || handing.ready(address, successor);
        handing.publish(kept.values(), barred);
        return ready;
    }

    @Override
    public void lost(String resource, long term, LeaseListener.End why) {
        KeptAddress address = kept.get(resource);
        boolean moves = why == LeaseListener.End.HANDED_OVER && on.contains(resource);
        if (moves && address != null && handing.retires(address)) {
            on.remove(resource);
            hooks.released(address, term);
        } else {
            off(resource);
        }
        holdings.lost(resource);
        handing.publish(kept.values(), barred);
        out.accept(new Message.Lost(resource, term, why));
    }

    private void off(String resource) {
        boolean held = on.remove(resource);
        KeptAddress address = kept.get(resource);
        AddressPort to = address == null ? null : ground.port(address);
        if (address == null || to == null || !handing.dropped(address) && !held) {
            return;
        }
        try {
            to.drop(address);
            if (held) {
                hooks.released(address, holdings.term(resource));
            }
        } catch (IOException e) {
            // The kernel's own lease ends it: nothing renews it from here on.
            note(address + " could not be taken off, its lease runs out: " + e.getMessage());
        }
    }

    @Override
    public void candidates(List<Candidate> all) {
        handing.shares().candidates(all);
    }

    @Override
    public void stands(String node, long boot, Standing standing) {
        handing.stands(node, boot, standing);
        hand();
    }

    private void hand() {
        handing.port(ground.kernel());
        handing.turn(kept.values());
        handing.publish(kept.values(), barred);
    }

    /** What is due several times a second. */
    void turn() {
        Heartbeat of = heartbeat;
        if (of != null) {
            hooks.seen(of.view());
        }
        if (ground.turn() && of != null) {
            of.execute(this::turn);
        }
        anycast.turn();
        bar();
        hand();
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
        handing.heard(node, liveness);
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
