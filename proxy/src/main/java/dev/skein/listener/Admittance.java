package dev.skein.listener;

import dev.skein.model.ClientAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits of client connections over all listeners of the node: in all, and by client. Safe for any thread. */
public final class Admittance {
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
        if (total.incrementAndGet() > limit && limit > 0 || !admitClient(peer)) {
            total.decrementAndGet();
            return false;
        }
        return true;
    }

    private boolean admitClient(ClientAddress peer) {
        int limit = mostPerClient;
        if (limit == 0) {
            return true;
        }
        ByteBuffer key = ByteBuffer.wrap(peer.raw());
        int now = byClient.merge(key, 1, Integer::sum);
        if (now > limit) {
            release(key);
            return false;
        }
        return true;
    }

    void leave(ClientAddress peer) {
        total.decrementAndGet();
        if (!byClient.isEmpty()) {
            release(ByteBuffer.wrap(peer.raw()));
        }
    }

    private void release(ByteBuffer key) {
        byClient.computeIfPresent(key, (client, count) -> count > 1 ? count - 1 : null);
    }

    /** Connections open now. */
    public int open() {
        return total.get();
    }
}
