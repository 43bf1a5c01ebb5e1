package dev.skein.grid;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Sends the latest value of each key by a call that may wait (for a node that is frozen, some seconds): one at a time for a
 * key, in order, leaving out what is overtaken meanwhile; keys don't wait for each other. Any thread.
 */
final class Outbox<K, V> {
    private final Map<K, V> waiting = new ConcurrentHashMap<>();
    private final Executor threads;
    private final BiConsumer<K, V> send;

    /**
     * @param threads one for each call, virtual
     * @param send throws nothing
     */
    Outbox(Executor threads, BiConsumer<K, V> send) {
        this.threads = threads;
        this.send = send;
    }

    void put(K key, V value) {
        if (waiting.put(key, value) == null) {
            threads.execute(() -> drain(key, value));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the very value that was sent
    private void drain(K key, V first) {
        V next = waiting.getOrDefault(key, first);
        boolean done = false;
        while (!done) {
            V sent = next;
            send.accept(key, sent);
            next = waiting.compute(key, (same, value) -> value == sent ? null : value);
            done = next == null;
        }
    }
}
