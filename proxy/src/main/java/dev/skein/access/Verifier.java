package dev.skein.access;

import dev.skein.model.RequestView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out who a client is. For any thread. */
public sealed interface Verifier permits Passwords, Tokens, ForwardAuth {
    /** Of questions that are not given up: others may wait for the same verdict, and it is remembered. */
    Runnable GOES_ON = () -> {};

    /**
     * What is known without looking any further; null: it has to be asked. On an event loop.
     *
     * @param scratch of that loop
     * @param now milliseconds since 1970
     */
    @Nullable
    Verdict known(RequestView request, Scratch scratch, long now);

    /**
     * Finds out, after {@link #known} has said null, with the same scratch. Returns at once; copies what it needs.
     *
     * @param then gets the verdict once, on any thread
     * @return gives the question up; no verdict need follow then. To be run at any time, on any thread
     */
    Runnable ask(RequestView request, Scratch scratch, long now, Consumer<Verdict> then);
}
