package dev.skein.grid;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;

/**
 * Sends the latest value of each key by a call that may wait (for a node that is frozen, some seconds): one at a time for a
 * key, in order, leaving out what is overtaken meanwhile; keys don't wait for each other. Any thread.
 */
final class Outbox<K, V> {
    private final Map<K, V> waiting = new ConcurrentHashMap<>();
    private final Executor threads;
    private final BinaryOperator<V> later;
    private final BiConsumer<K, V> send;

    /**
     * @param threads one for each call, virtual
     * @param later of what waits and what comes, the one to be sent
     * @param send throws nothing
     */
    Outbox(Executor threads, BinaryOperator<V> later, BiConsumer<K, V> send) {
        this.threads = threads;
        this.later = later;
        this.send = send;
    }

    void put(K key, V value) {
        boolean[] first = new boolean[1];
        waiting.compute(key, (same, now) -> {
            first[0] = now == null;
            return now == null ? value : later.apply(now, value);
        });
        if (first[0]) {
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
