package dev.skein.membership;

import dev.skein.model.Ticker;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether this node can answer for a virtual address: whether all its event loops turn, since each of them has connections
 * and accepts new ones, whether its listeners do so, and whether it reaches servers, unless nobody does. Asked by one thread,
 * several times a second.
 */
public final class Wellness implements Supplier<String> {
    /** Far above what a request may hold a loop up, and below what people wait. */
    private static final long STALLED = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final Question[] questions;
    private volatile BooleanSupplier stranded = () -> false;
    private volatile Supplier<String> listeners = () -> "";

    /** One loop, and since when it owes an answer. */
    private static final class Question {
        final Loop loop;
        final AtomicBoolean open = new AtomicBoolean();
        long since;

        Question(Loop loop) {
            this.loop = loop;
        }
    }

    public Wellness(Loops loops, Ticker ticker) {
        this.ticker = ticker;
        this.questions = loops.all().stream().map(Question::new).toArray(Question[]::new);
    }

    /** Why this node should hold no address; empty: it is well. */
    @Override
    public String get() {
        long now = ticker.nanos();
        for (Question question : questions) {
            if (question.open.compareAndSet(false, true)) {
                question.since = now;
                question.loop.eventLoop().execute(() -> question.open.set(false));
            } else if (now - question.since > STALLED) {
                // Without a figure, which would be news every time.
                return "event loop " + question.loop.index() + " does not turn";
            }
        }
        return stranded.getAsBoolean()
                ? "it reaches none of its servers, but other nodes reach some of the same"
                : listeners.get();
    }

    /**
     * Who knows the rest.
     *
     * @param reaching whether only this node reaches no server
     * @param accepting why a listener accepts nobody; empty: all do
     */
    public void ask(BooleanSupplier reaching, Supplier<String> accepting) {
        stranded = reaching;
        listeners = accepting;
    }
}
