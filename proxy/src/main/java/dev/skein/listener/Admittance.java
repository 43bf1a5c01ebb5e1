package dev.skein.listener;

import dev.skein.model.ClientAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits of client connections over all listeners of the node: in all, and by client. Counts also while there is no limit, for
 * one may be set while they are open. Safe for any thread.
 */
public final class Admittance {
    /** Of an IPv6 address. Whoever has one has all that begin like it, as a rule (RFC 7421 §1). */
    private static final int NETWORK_BYTES = 8;

    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<ByteBuffer, Integer> byClient = new ConcurrentHashMap<>();
    private volatile long most;
    private volatile int mostPerClient;

    /** Sets the limits; 0 is none. */
    public void limit(long connections, int perClient) {
        most = connections;
        mostPerClient = perClient;
    }

    boolean admit(ClientAddress peer) {
        long limit = most;
        int perClient = mostPerClient;
        int all = total.incrementAndGet();
        int ofClient = byClient.merge(client(peer), 1, Integer::sum);
        if (all > limit && limit > 0 || ofClient > perClient && perClient > 0) {
            leave(peer);
            return false;
        }
        return true;
    }

    void leave(ClientAddress peer) {
        total.decrementAndGet();
        byClient.computeIfPresent(client(peer), (client, count) -> count > 1 ? count - 1 : null);
    }

    private static ByteBuffer client(ClientAddress peer) {
        byte[] raw = peer.raw();
        return ByteBuffer.wrap(raw, 0, Math.min(raw.length, NETWORK_BYTES));
    }

    /** Connections open now. */
    public int open() {
        return total.get();
    }
}
