package dev.skein.listener;

import dev.skein.model.ClientAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    /**
     * One more connection; whether there is room for it.
     *
     * @param client whose it is; null: not known, or not yet, see {@link #named}
     */
    boolean admit(@Nullable ClientAddress client) {
        long limit = most;
        if (total.incrementAndGet() > limit && limit > 0 || client != null && !named(client)) {
            total.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A connection that was admitted is of this client, who was not known then; whether that may have one more. */
    boolean named(ClientAddress client) {
        int perClient = mostPerClient;
        if (byClient.merge(key(client), 1, Integer::sum) > perClient && perClient > 0) {
            forget(client);
            return false;
        }
        return true;
    }

    /**
     * A connection that was admitted is over.
     *
     * @param client whom it counted for; null: nobody
     */
    void leave(@Nullable ClientAddress client) {
        total.decrementAndGet();
        if (client != null) {
            forget(client);
        }
    }

    private void forget(ClientAddress client) {
        byClient.computeIfPresent(key(client), (key, count) -> count > 1 ? count - 1 : null);
    }

    private static ByteBuffer key(ClientAddress client) {
        byte[] raw = client.raw();
        return ByteBuffer.wrap(raw, 0, Math.min(raw.length, NETWORK_BYTES));
    }

    /** Connections open now. */
    public int open() {
        return total.get();
    }
}
