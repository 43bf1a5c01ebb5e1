package dev.skein.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, of which the one with the latest stamp counts. Pure: in whatever order nodes hear of the same values, and
 * however often, they end up with the same. Not for more than one thread.
 */
public final class LastWins<K, V> {
    /** A value and when it was said. */
    public record Entry<V>(Stamp stamp, V value) {}

    private final Map<K, Entry<V>> entries = new HashMap<>();

    /** Offers a value; whether it counts from now on, and did not before. */
    public boolean offer(K key, Entry<V> entry) {
        Entry<V> before = entries.get(key);
        if (before != null && before.stamp().compareTo(entry.stamp()) >= 0) {
            return false;
        }
        entries.put(key, entry);
        return true;
    }

    /** What counts; null if nothing was said. */
    public @Nullable Entry<V> find(K key) {
        return entries.get(key);
    }

    /** All that counts. */
    public Map<K, Entry<V>> all() {
        return Map.copyOf(entries);
    }

    /** Forgets what nobody will ask for again. */
    public void forget(Predicate<Entry<V>> which) {
        entries.values().removeIf(which);
    }
}
