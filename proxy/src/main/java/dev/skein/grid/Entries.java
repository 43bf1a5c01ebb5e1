package dev.skein.grid;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import java.util.function.Consumer;

/**
 * Hands on what is put into a map, and not what is removed: an end is told by a value of its own, and a map that is cleared
 * when a split heals is filled again.
 */
final class Entries<K, V> extends EntryAdapter<K, V> {
    private final Consumer<EntryEvent<K, V>> put;

    Entries(Consumer<EntryEvent<K, V>> put) {
        this.put = put;
    }

    @Override
    public void entryAdded(EntryEvent<K, V> event) {
        put.accept(event);
    }

    @Override
    public void entryUpdated(EntryEvent<K, V> event) {
        put.accept(event);
    }
}
