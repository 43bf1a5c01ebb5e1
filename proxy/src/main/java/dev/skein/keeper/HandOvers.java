package dev.skein.keeper;

import dev.skein.heartbeat.Standing;
import dev.skein.heartbeat.Standing.Kind;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves addresses without a lost connection. The holder offers it; the successor takes it up beside the holder, for
 * connections that the holder relays, and says that it is ready; the holder relays new connections from then on, and has the
 * voters move their promise; the successor answers, and sends back what it does not know; the former holder serves what is
 * open until nothing is, or its time is over. At no time do two answer who asks where the address is, or a connection that
 * a client begins with them: all but the holder only do what is relayed. Of the heartbeat's thread.
 */
final class HandOvers {
    /** Heartbeats for which a successor is waited for that does not get ready, and after which an offer is forgotten. */
    private static final int PATIENCE = 10;

    private final Ticker ticker;
    private final Attempts attempts;
    private final Others others;
    private final Formers formers;
    private final Map<KeptAddress, Offer> offers = new HashMap<>();
    /** Taken up beside the holder, until then. */
    private final Map<KeptAddress, Long> expected = new HashMap<>();
    /** To which hardware address connections go that did not begin here; 0: nowhere. */
    private final Map<KeptAddress, Long> relayed = new HashMap<>();

    private long self;
    private Timing timing = Timing.NORMAL;

    private static final class Offer {
        final long successor;
        final long since;
        long asked;

        Offer(long successor, long since) {
            this.successor = successor;
            this.since = since;
        }
    }

    HandOvers(Ticker ticker, Attempts attempts, Others others, Formers formers) {
        this.ticker = ticker;
        this.attempts = attempts;
        this.others = others;
        this.formers = formers;
    }

    /** This node's incarnation. */
    void self(long boot) {
        self = boot;
    }

    void timing(Timing next) {
        timing = next;
    }

    // ---------------------------------------------------------------- the holder

    /** Whether the successor is ready, or not worth waiting for any longer. */
    boolean ready(HandOverPort port, KeptAddress address, long successor) {
        Standing standing = others.of(successor, address.key());
        if (standing == null) {
            // An older build, or a node without a keeper: it takes things over as they come.
            return true;
        }
        long now = ticker.nanos();
        Offer offer = offers.get(address);
        if (offer == null || offer.successor != successor) {
            offer = new Offer(successor, now);
            offers.put(address, offer);
            attempts.make(address, () -> port.offer(address));
        }
        offer.asked = now;
        return isReady(standing) || now - offer.since > PATIENCE * timing.interval();
    }

    private boolean isReady(Standing standing) {
        return standing.kind() == Kind.READY && standing.other() == self && standing.mac() != 0;
    }

    /** It was handed over: whether this node goes on with what is open, instead of dropping the address. */
    boolean retires(HandOverPort port, KeptAddress address) {
        Offer offer = offers.remove(address);
        relayed.remove(address);
        Standing standing = offer == null ? null : others.of(offer.successor, address.key());
        return offer != null
                && standing != null
                && isReady(standing)
                && formers.add(port, address, offer.successor, standing.mac(), timing);
    }

    // ---------------------------------------------------------------- the successor

    private void expect(AddressPort port, KeptAddress address) {
        long now = ticker.nanos();
        long holder = others.offering(address.key(), self);
        Long until = expected.get(address);
        Standing standing = holder == 0 ? null : others.of(holder, address.key());
        if (standing == null || standing.mac() == 0) {
            if (until != null && until - now <= 0) {
                expected.remove(address);
                attempts.make(address, () -> port.drop(address));
            }
            return;
        }
        if (until != null && until - now > timing.promise() / 4 * 3) {
            return;
        }
        long next = now + timing.promise();
        boolean done = until == null
                ? attempts.make(address, () -> port.handOvers().expect(address, standing.mac(), next))
                : attempts.make(address, () -> port.handOvers().serve(address, next));
        if (done) {
            expected.put(address, next);
            relayed.put(address, standing.mac());
            formers.remove(address);
        }
    }

    /** It is held here from now on: before that is told to anybody. */
    void taking(HandOverPort port, KeptAddress address) {
        expected.remove(address);
        if (formers.remove(address)) {
            attempts.make(address, () -> port.divert(address, 0));
        }
        relay(port, address);
    }

    private void relay(HandOverPort port, KeptAddress address) {
        long mac = others.mac(others.serving(address.key(), self), address.key());
        if (mac != relayed.getOrDefault(address, 0L)) {
            attempts.make(address, () -> port.relay(address, mac));
            relayed.put(address, mac);
        }
    }

    // ---------------------------------------------------------------- both

    /** What is due several times a second. */
    void turn(AddressPort port, KeptAddress address, boolean held, String holder) {
        formers.turn(port, address, holder, timing);
        if (held) {
            relay(port.handOvers(), address);
        } else {
            expect(port, address);
        }
        Offer offer = offers.get(address);
        if (offer != null && ticker.nanos() - offer.asked > PATIENCE * timing.interval()) {
            // It is to stay after all.
            offers.remove(address);
        }
    }

    /** It is neither held nor served here from now on; whether it was served, or about to be held. */
    boolean dropped(KeptAddress address) {
        offers.remove(address);
        relayed.remove(address);
        boolean served = formers.remove(address);
        return expected.remove(address) != null || served;
    }

    /** What the others are told. */
    List<Standing> standings(HandOverPort port, Collection<KeptAddress> all, Set<String> barred) {
        return all.stream()
                .map(address -> barred.contains(address.resource())
                        ? new Standing(address.key(), port.mac(address), Kind.UNABLE, 0)
                        : standing(port.mac(address), address))
                .toList();
    }

    private Standing standing(long mac, KeptAddress address) {
        long resource = address.key();
        Offer offer = offers.get(address);
        Long successor = formers.successor(address);
        if (offer != null) {
            return new Standing(resource, mac, Kind.OFFERING, offer.successor);
        }
        if (expected.containsKey(address)) {
            return new Standing(resource, mac, Kind.READY, others.offering(resource, self));
        }
        return successor == null
                ? new Standing(resource, mac, Kind.ABLE, 0)
                : new Standing(resource, mac, Kind.SERVING, successor);
    }
}
