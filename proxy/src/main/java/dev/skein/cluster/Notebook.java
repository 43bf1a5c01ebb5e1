package dev.skein.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value of the register that several nodes change, each from what it was: a change that another one outran is made
 * again from what that left. Any thread.
 *
 * @param <T> what the value is
 */
public final class Notebook<T> {
    private static final int TRIES = 6;
    private static final long PAUSE_MILLIS = 40;

    private final String key;
    private final Supplier<Agreed.@Nullable Register> register;
    private final Layout<T> layout;
    private volatile Read<T> last;

    /** How the value is written and read; reading may throw {@link Decoder.MalformedException}. */
    public record Layout<T>(T empty, Function<T, byte[]> encode, Function<byte[], T> decode) {}

    private record Read<T>(long index, T value) {}

    /** @param register null while there is none */
    public Notebook(String key, Supplier<Agreed.@Nullable Register> register, Layout<T> layout) {
        this.key = key;
        this.register = register;
        this.layout = layout;
        this.last = new Read<>(0, layout.empty());
    }

    /** Whether there is anything that decides. */
    public boolean possible() {
        return register.get() != null;
    }

    /**
     * As far as this node knows.
     *
     * @throws Decoder.MalformedException if this version can't read it
     */
    public T read() {
        Agreed.Register from = register.get();
        return from == null ? layout.empty() : latest(from).value();
    }

    private Read<T> latest(Agreed.Register from) {
        Agreed.Value value = from.value(key);
        Read<T> known = last;
        if (value == null) {
            return new Read<>(0, layout.empty());
        }
        if (known.index() != value.index()) {
            known = new Read<>(value.index(), layout.decode().apply(value.bytes()));
            last = known;
        }
        return known;
    }

    /**
     * Changes it.
     *
     * @param change from what is there to what shall be; may throw, and may be asked again
     * @return what is there then; fails with what the change threw, or an {@link UndecidedException}
     */
    public CompletableFuture<T> change(Function<T, T> change) {
        return change(change, TRIES);
    }

    private CompletableFuture<T> change(Function<T, T> change, int tries) {
        Agreed.Register to = register.get();
        if (to == null) {
            return CompletableFuture.failedFuture(new UndecidedException(
                    "nothing is decided by a majority (expected: skein.cluster with voters and a secret)"));
        }
        try {
            Read<T> before = latest(to);
            T next = change.apply(before.value());
            if (next.equals(before.value())) {
                return CompletableFuture.completedFuture(next);
            }
            return to.write(key, before.index(), layout.encode().apply(next))
                    .toCompletableFuture()
                    .thenCompose(effect -> switch (effect) {
                        case WRITTEN -> CompletableFuture.completedFuture(next);
                        case OUTDONE -> outdone(change, tries);
                        case NO_MAJORITY -> failed("nothing was changed: no majority of the voters answered");
                        case UNKNOWN -> failed("it may still come true, look again: no majority answered in time");
                    });
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<T> outdone(Function<T, T> change, int tries) {
        if (tries == 1) {
            return failed("nothing was changed: others changed it again and again");
        }
        return CompletableFuture.supplyAsync(
                        () -> tries - 1, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                .thenCompose(left -> change(change, left));
    }

    private CompletableFuture<T> failed(String why) {
        return CompletableFuture.failedFuture(new UndecidedException(why));
    }
}
