package dev.skein.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a majority of the voters has decided, in small values by key; they outlive the stop of all nodes. Nothing is there
 * where the cluster has no voters. Any thread.
 */
public final class Agreed {

    /** The port to whatever decides. Methods return at once; reading costs next to nothing. */
    public interface Register {
        /** Whether this node hears a majority of the voters. */
        boolean heard();

        /** What was decided last, as far as this node knows; null if nothing was. */
        @Nullable
        Value value(String key);

        /**
         * Writes a value.
         *
         * @param expected index of the value that it replaces, 0 for none: if another one is there, nothing is changed
         */
        CompletionStage<Effect> write(String key, long expected, byte[] bytes);

        /** The same; whether a majority answered, to whichever effect. */
        default CompletionStage<Boolean> put(String key, long expected, byte[] bytes) {
            return write(key, expected, bytes)
                    .thenApply(effect -> effect == Effect.WRITTEN || effect == Effect.OUTDONE);
        }
    }

    /** What became of a write. */
    public enum Effect {
        WRITTEN,
        /** Another value was there; nothing was changed. */
        OUTDONE,
        /** No majority was heard; nothing was changed. */
        NO_MAJORITY,
        /** It may still come true: to be read again. */
        UNKNOWN
    }

    /** @param index rises with each change; {@code bytes} must not be written to */
    public record Value(long index, byte[] bytes) {}

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Register register;

    /** From now on there is something that decides. */
    public void plug(Register next) {
        register = next;
        changed();
    }

    /** For the register: something else was decided, or a majority was found or lost. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }

    /** Runs something, on whatever thread, when {@link #changed}; it must return at once. */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Null where nothing decides. */
    public @Nullable Register register() {
        return register;
    }
}
