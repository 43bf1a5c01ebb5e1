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
 * every 50 ms.
 */
public final class Wellness implements Supplier<String> {
    /** Far above what a request may hold a loop up, and below what people wait. */
    private static final long STALLED = TimeUnit.SECONDS.toNanos(1);
    /**
     * The longest time between two looks that counts as a loop's: where more has passed, whoever looks stood still as well (a
     * collection of garbage, a quota of processor time that is used up, a suspended machine), and the loop could not answer.
     */
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Ticker ticker;
    private final Question[] questions;
    private volatile BooleanSupplier stranded = () -> false;
    private volatile Supplier<String> listeners = () -> "";
    private long looked;

    /** One loop, and for how long it has owed an answer. */
    private static final class Question {
        final Loop loop;
        final AtomicBoolean open = new AtomicBoolean();
        long owed;

        Question(Loop loop) {
            this.loop = loop;
        }
    }

    public Wellness(Loops loops, Ticker ticker) {
        this.ticker = ticker;
        this.looked = ticker.nanos();
        this.questions = loops.all().stream().map(Question::new).toArray(Question[]::new);
    }

    /** Why this node should hold no address; empty: it is well. */
    @Override
    public String get() {
        long now = ticker.nanos();
        long passed = Math.min(now - looked, BETWEEN_LOOKS);
        looked = now;
        for (Question question : questions) {
            if (question.open.compareAndSet(false, true)) {
                question.owed = 0;
                question.loop.eventLoop().execute(() -> question.open.set(false));
                continue;
            }
            question.owed += passed;
            if (question.owed > STALLED) {
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
