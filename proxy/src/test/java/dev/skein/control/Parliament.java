package dev.skein.control;

import dev.skein.cluster.Agreed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A register in memory that several nodes share; each can be without a majority, and then knows what was decided before. */
final class Parliament {
    private final Map<String, Agreed> seats = new TreeMap<>();
    private final Map<String, Agreed.Value> decided = new HashMap<>();
    private final Map<String, Map<String, Agreed.Value>> known = new HashMap<>();
    private final Set<String> alone = new HashSet<>();
    private long index;
    int writes;

    void seat(String id, Agreed agreed) {
        seats.put(id, agreed);
        known.put(id, new HashMap<>(decided));
        agreed.plug(new Seat(id));
    }

    /** These nodes hear no majority from now on; all others do. */
    void alone(String... ids) {
        alone.clear();
        alone.addAll(Set.of(ids));
        publish();
        seats.values().forEach(Agreed::changed);
    }

    private void publish() {
        known.forEach((id, values) -> {
            if (!alone.contains(id)) {
                values.putAll(decided);
            }
        });
    }

    private final class Seat implements Agreed.Register {
        private final String id;

        Seat(String id) {
            this.id = id;
        }

        @Override
        public boolean heard() {
            return !alone.contains(id);
        }

        @Override
        public Agreed.@Nullable Value value(String key) {
            return known.getOrDefault(id, Map.of()).get(key);
        }

        @Override
        public CompletionStage<Agreed.Effect> write(String key, long expected, byte[] bytes) {
            if (alone.contains(id)) {
                return CompletableFuture.completedFuture(Agreed.Effect.NO_MAJORITY);
            }
            writes++;
            Agreed.Value before = decided.get(key);
            if (expected != (before == null ? 0 : before.index())) {
                return CompletableFuture.completedFuture(Agreed.Effect.OUTDONE);
            }
            decided.put(key, new Agreed.Value(++index, bytes));
            publish();
            seats.values().forEach(Agreed::changed);
            return CompletableFuture.completedFuture(Agreed.Effect.WRITTEN);
        }
    }
}
