package dev.skein.keeper;

import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that this node held before their present holder: it serves the connections that are open until nothing is, or
 * until its time is over, and sends new ones on. Of the heartbeat's thread.
 */
final class Formers {
    /** Clients may have missed the first announcements; until then new connections go on to the successor. */
    private static final long AT_LEAST = TimeUnit.SECONDS.toNanos(2);

    private final Ticker ticker;
    private final Attempts attempts;
    private final Others others;
    private final Map<KeptAddress, Former> all = new ConcurrentHashMap<>();
    private long drain = TimeUnit.MINUTES.toNanos(5);

    private static final class Former {
        final long successor;
        final long since;
        long until;
        long armedUntil;
        long mac;

        Former(long successor, long since, long mac) {
            this.successor = successor;
            this.since = since;
            this.mac = mac;
        }
    }

    Formers(Ticker ticker, Attempts attempts, Others others) {
        this.ticker = ticker;
        this.attempts = attempts;
        this.others = others;
    }

    /** How long connections may live on at a former holder. */
    void drain(Duration next) {
        drain = next.toNanos();
    }

    /** From now on this node is one, of an address whose next holder takes what is sent to that hardware address. */
    boolean add(HandOverPort port, KeptAddress address, long successor, long mac, Timing timing) {
        long now = ticker.nanos();
        Former made = new Former(successor, now, mac);
        // The node ends what is left when its time is over, and its clients are to hear of that.
        made.until = now + drain + AT_LEAST;
        made.armedUntil = now + timing.promise();
        boolean done = attempts.make(address, () -> port.retire(address, mac, made.armedUntil));
        if (done) {
            all.put(address, made);
        }
        return done;
    }

    /** So many connections were open at that time; an address that has none left is let go. */
    void counted(KeptAddress address, int open, long at) {
        Former one = all.get(address);
        if (one != null && open == 0 && at - one.since > AT_LEAST) {
            one.until = at;
        }
    }

    /** This machine's node has ended: the kernel says goodbye to clients, for which it needs a moment. */
    void orphaned() {
        long soon = ticker.nanos() + AT_LEAST;
        all.values().forEach(one -> one.until = Math.min(one.until, soon));
    }

    /** @param holder whom a majority names; empty: nobody, as far as this node hears */
    void turn(AddressPort port, KeptAddress address, String holder, Timing timing) {
        Former one = all.get(address);
        if (one == null) {
            return;
        }
        long now = ticker.nanos();
        if (one.until - now <= 0) {
            all.remove(address);
            attempts.make(address, () -> port.drop(address));
            return;
        }
        // Only while a majority names a holder: a node that is cut off falls silent in all that it does.
        boolean agreed = !holder.isEmpty() || now - one.since < timing.promise();
        if (agreed && one.armedUntil - now < timing.promise() / 4 * 3) {
            one.armedUntil = now + timing.promise();
            attempts.make(address, () -> port.handOvers().serve(address, one.armedUntil));
        }
        long mac = others.mac(holder, address.key());
        if (mac != 0 && mac != one.mac) {
            one.mac = mac;
            attempts.make(address, () -> port.handOvers().divert(address, mac));
        }
    }

    /** Whether this node was one. */
    boolean remove(KeptAddress address) {
        return all.remove(address) != null;
    }

    /** To whom it was handed over; null if this node serves nothing of it. */
    @Nullable
    Long successor(KeptAddress address) {
        Former one = all.get(address);
        return one == null ? null : one.successor;
    }

    Set<KeptAddress> addresses() {
        return Set.copyOf(all.keySet());
    }
}
