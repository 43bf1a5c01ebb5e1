package dev.skein.keeper;

import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of connections when an address moves: those of a holder that hands it over live on there, those of one that
 * was lost are ended, so that their clients connect anew. Of the heartbeat's thread.
 */
final class Handing {
    private final Ticker ticker;
    private final Consumer<Message> out;
    private final Attempts attempts;
    private final Others others = new Others();
    private final Formers formers;
    private final HandOvers handOvers;
    private final Clientele clientele;
    private final LostConnections lost;
    private final Shares shares;
    private final Set<KeptAddress> held = new HashSet<>();
    private Set<Long> macs = Set.of();
    private @Nullable Heartbeat heartbeat;
    private @Nullable AddressPort port;
    private @Nullable Rollcall rollcall;

    Handing(Ticker ticker, Consumer<Message> out, Consumer<String> note) {
        this.ticker = ticker;
        this.out = out;
        this.attempts = new Attempts(note);
        this.formers = new Formers(ticker, attempts, others);
        this.handOvers = new HandOvers(ticker, attempts, others, formers);
        this.clientele = new Clientele(ticker);
        this.lost = new LostConnections(clientele, others, attempts);
        this.shares = new Shares(ticker, attempts, others, clientele);
    }

    /** Whose leases they are. */
    void of(Heartbeat made) {
        heartbeat = made;
        handOvers.self(made.boot());
    }

    void timing(Timing next) {
        handOvers.timing(next);
        shares.timing(next);
    }

    /** How long connections may live on at a former holder. */
    void drain(Duration next) {
        formers.drain(next);
    }

    /** Addresses that all nodes serve. */
    Shares shares() {
        return shares;
    }

    /** This machine's kernel; null while it is not open. */
    @SuppressWarnings("ReferenceEquality") // the very object: a port that was opened again is another one
    void port(@Nullable AddressPort next) {
        Heartbeat of = heartbeat;
        if (next == port || of == null) {
            return;
        }
        port = next;
        shares.port(next == null ? null : next.handOvers());
        if (rollcall != null) {
            rollcall.close();
            rollcall = null;
        }
        if (next != null) {
            rollcall =
                    new Rollcall(ticker, next.handOvers(), listener(of), flows -> out.accept(new Message.Flows(flows)));
            tellPeers(next);
        }
    }

    private void tellPeers(AddressPort to) {
        try {
            to.handOvers().peers(macs);
        } catch (IOException e) {
            attempts.note().accept("kernel: " + e.getMessage());
        }
    }

    private Rollcall.Listener listener(Heartbeat of) {
        return new Rollcall.Listener() {
            @Override
            public void counted(KeptAddress address, int open, long at) {
                of.execute(() -> formers.counted(address, open, at));
            }

            @Override
            public void note(String line) {
                of.execute(() -> attempts.note().accept(line));
            }
        };
    }

    /** Another node's connections. */
    void told(String node, byte[] flows) {
        clientele.told(node, flows);
    }

    void stands(String node, long boot, Standing standing) {
        Set<KeptAddress> shared = lost.sharedWith(node, held);
        others.stands(node, boot, standing);
        shared.removeAll(lost.sharedWith(node, held));
        end(shared);
        Set<Long> next = others.macs();
        if (!next.equals(macs)) {
            macs = next;
            if (port != null) {
                tellPeers(port);
            }
        }
    }

    /** One that is gone serves nothing any more: its clients are told by whoever holds the address. */
    void heard(String node, Liveness liveness) {
        others.heard(node, liveness);
        shares.heard(node, liveness);
        if (rollcall != null && liveness == Liveness.ALIVE) {
            rollcall.again();
        }
        if (liveness == Liveness.GONE) {
            end(held);
        }
    }

    private void end(Set<KeptAddress> addresses) {
        AddressPort to = port;
        if (to != null) {
            addresses.forEach(address -> lost.tell(to.handOvers(), address));
        }
    }

    /** Whether the successor is ready for it, or not worth waiting for. */
    boolean ready(KeptAddress address, long successor) {
        return port == null || !moves(address) || handOvers.ready(port.handOvers(), address, successor);
    }

    /** It was handed over: whether this node serves on what is open. */
    boolean retires(KeptAddress address) {
        held.remove(address);
        if (Shares.is(address)) {
            return shares.retires(address);
        }
        return port != null && moves(address) && handOvers.retires(port.handOvers(), address);
    }

    private static boolean moves(KeptAddress address) {
        return address.isBy(KeptAddress.Carrier.INTERFACE);
    }

    /** It is about to be answered for. */
    void taking(AddressPort to, KeptAddress address) {
        if (moves(address)) {
            held.add(address);
            handOvers.taking(to.handOvers(), address);
        } else if (Shares.is(address)) {
            held.add(address);
            shares.turn(address, true, "");
            shares.divide();
        }
    }

    /** It is answered for, and announced. */
    void taken(AddressPort to, KeptAddress address) {
        if (moves(address) || Shares.is(address)) {
            lost.tell(to.handOvers(), address);
        }
    }

    /** It is neither held nor served here from now on; whether it was. */
    boolean dropped(KeptAddress address) {
        boolean served = handOvers.dropped(address);
        served = shares.dropped(address) || served;
        return held.remove(address) || served;
    }

    /** Whether this machine's node is there. */
    void there(boolean now) {
        shares.there(now);
        if (!now) {
            formers.orphaned();
        }
    }

    /** Whether connections of addresses are served that are held elsewhere. Any thread. */
    boolean serves() {
        return !formers.addresses().isEmpty();
    }

    /** What is due several times a second. */
    void turn(Collection<KeptAddress> all) {
        Heartbeat of = heartbeat;
        AddressPort to = port;
        if (of == null || to == null) {
            return;
        }
        List<LeaseView> leases = of.view().leases();
        for (KeptAddress address : all) {
            if (moves(address)) {
                handOvers.turn(to, address, held.contains(address), holder(leases, address.resource()));
            } else if (Shares.is(address)) {
                shares.turn(address, held.contains(address), holder(leases, address.resource()));
            }
        }
        shares.divide();
        if (rollcall != null) {
            Set<KeptAddress> ours = new HashSet<>(shares.served());
            ours.addAll(held);
            rollcall.of(Set.copyOf(ours), formers.addresses());
        }
    }

    private static String holder(List<LeaseView> leases, String resource) {
        for (LeaseView lease : leases) {
            if (lease.resource().equals(resource)) {
                return lease.holder();
            }
        }
        return "";
    }

    /** Tells the others where this node stands. */
    void publish(Collection<KeptAddress> all, Set<String> barred) {
        if (heartbeat != null && port != null) {
            List<KeptAddress> moving = all.stream().filter(Handing::moves).toList();
            List<Standing> standings = new ArrayList<>(handOvers.standings(port.handOvers(), moving, barred));
            standings.addAll(shares.standings(port.handOvers(), barred));
            heartbeat.stand(standings);
        }
    }
}
