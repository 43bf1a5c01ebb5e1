package dev.skein.acme;

import dev.skein.cluster.Agreed;
import dev.skein.cluster.Decoder;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the book lies: in the register, so that a majority has it before anybody acts on it.
 *
 * @param register null where nothing decides yet
 */
record Desk(Supplier<Agreed.@Nullable Register> register) {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final String KEY = "acme";
    private static final long ANSWER_SECONDS = 10;

    /** @param index of the register's value; 0: there is none */
    record Page(long index, Book book) {}

    /** As this node knows it. */
    Page read() {
        Agreed.Register decides = register.get();
        Agreed.Value value = decides == null ? null : decides.value(KEY);
        if (value == null) {
            return new Page(0, Book.EMPTY);
        }
        try {
            return new Page(value.index(), Book.decode(value.bytes()));
        } catch (Decoder.MalformedException e) {
            LOG.error("acme: what is agreed about orders can't be read; it is begun anew: {}", e.toString());
            return new Page(value.index(), Book.EMPTY);
        }
    }

    /** Whether that is what all nodes go by now; else another node was faster, or no majority is there. */
    boolean write(Page before, Book next) {
        Agreed.Register decides = register.get();
        if (decides == null) {
            return false;
        }
        try {
            Agreed.Effect effect = decides.write(KEY, before.index(), next.encode())
                    .toCompletableFuture()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            return effect == Agreed.Effect.WRITTEN;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("acme: not decided: {}", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
