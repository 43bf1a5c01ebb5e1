package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the clients of a holder that died: each connection is tickled three times, since the first packets to a client
 * whose hardware address is not known yet are mostly dropped. A bounded number at a time, so that leases are renewed in
 * between. Of one thread.
 */
final class Tickler implements AutoCloseable {
    static final int AT_ONCE = 256;

    private static final long MILLI = 1_000_000;
    private static final long[] AFTER = {0, 50 * MILLI, 150 * MILLI};

    private final RawSocket ipv4 = RawSocket.ip(false);
    private final RawSocket ipv6;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(Frames.TICKLE);
    private final Deque<Round> rounds = new ArrayDeque<>();

    /** One pass over one address's connections. */
    private static final class Round {
        final VirtualAddress address;
        final List<Flow> flows;
        final long due;
        int next;

        Round(VirtualAddress address, List<Flow> flows, long due) {
            this.address = address;
            this.flows = flows;
            this.due = due;
        }
    }

    Tickler() throws KernelException {
        try {
            this.ipv6 = RawSocket.ip(true);
        } catch (KernelException e) {
            ipv4.close();
            throw e;
        }
    }

    void tickle(VirtualAddress address, Collection<Flow> flows, long now) {
        List<Flow> all = List.copyOf(flows);
        for (long after : AFTER) {
            rounds.add(new Round(address, all, now + after));
        }
    }

    /** Writes one and sends none: practice. */
    void practise(VirtualAddress address) {
        Frames.tickle(address.bytes(), new Flow(address.address(), 1, 1), packet);
    }

    void forget(VirtualAddress address) {
        rounds.removeIf(round -> round.address.equals(address));
    }

    boolean due(long now) {
        return rounds.stream().anyMatch(round -> round.due - now <= 0);
    }

    /** Sends some of what is due; when more is, or null if that was all. */
    @Nullable
    Long turn(long now) {
        int left = AT_ONCE;
        Long next = null;
        for (Round round : rounds) {
            if (round.due - now > 0) {
                next = next == null || round.due - next < 0 ? Long.valueOf(round.due) : next;
                continue;
            }
            for (; left > 0 && round.next < round.flows.size(); left--) {
                send(round.address, round.flows.get(round.next++));
            }
        }
        rounds.removeIf(round -> round.next == round.flows.size());
        return left == 0 ? Long.valueOf(now) : next;
    }

    /** What can't be sent (no route, a full queue) is as good as lost on the way: there are more rounds. */
    private void send(VirtualAddress address, Flow flow) {
        byte[] to = flow.client().getAddress();
        byte[] from = address.bytes();
        if (to.length == from.length) {
            (to.length == 4 ? ipv4 : ipv6).send(Frames.tickle(from, flow, packet), to);
        }
    }

    @Override
    public void close() {
        ipv4.close();
        ipv6.close();
    }
}
