package dev.skein.roll;

import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Notebook;
import dev.skein.roll.Roll.State;
import dev.skein.telemetry.EventKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's rolls. {@link #look} is called several times a second by one thread on every node, and takes the next step
 * on one of them; what operators want may be asked for by any thread.
 */
public final class Rolling {
    private static final Logger LOG = LoggerFactory.getLogger(Rolling.class);
    private static final String KEY = "rolls";
    private static final long ORDER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ground ground;
    private final Notebook<RollBook> notebook;
    private final Sight sight;
    private final RollNews news;
    private final RollMachine machine = new RollMachine();
    private CompletableFuture<RollBook> writing = CompletableFuture.completedFuture(RollBook.EMPTY);
    private @Nullable Order ordered;
    private long orderedAt;
    private boolean blind;

    public Rolling(Ground ground) {
        this.ground = ground;
        this.news = new RollNews(ground.journal());
        this.notebook = new Notebook<>(
                KEY, ground.register(), new Notebook.Layout<>(RollBook.EMPTY, RollBook::encode, RollBook::decode));
        this.sight = new Sight(ground.cluster().membership().self().id(), ground.tallies(), ground.without());
    }

    /** Pools whose servers' counts are needed; with {@link #moving}. */
    public Set<String> pools() {
        Roll roll = latest();
        return roll == null || roll.pool().isEmpty() ? Set.of() : Set.of(roll.pool());
    }

    /** Whether a roll goes on, so that all nodes should tell their counts. */
    public boolean moving() {
        Roll roll = latest();
        return roll != null && roll.moving();
    }

    /** Whether one is open, so that nothing else of the kind should begin. */
    public boolean open() {
        Roll roll = latest();
        return roll != null && roll.open();
    }

    /** Whether virtual addresses stay where they may because of one. Any thread. */
    public boolean holdsAddressesStill() {
        Roll roll = latest();
        return roll != null && roll.holdsAddressesStill();
    }

    /** {@code roll 3}, the one that is open; empty: none is. */
    public String openName() {
        Roll roll = latest();
        return roll != null && roll.open() ? roll.name() : "";
    }

    private @Nullable Roll latest() {
        return rolls().stream().findFirst().orElse(null);
    }

    /** The latest ones, newest first. */
    public List<Roll> rolls() {
        try {
            return notebook.read().rolls();
        } catch (MalformedException e) {
            if (!blind) {
                blind = true;
                LOG.warn("rolls in the register that this version can't read: {}", e.getMessage());
            }
            return List.of();
        }
    }

    /** One look, and perhaps one step. */
    public void look() {
        Roll roll = latest();
        boolean mine = roll != null && roll.open() && ground.drives().getAsBoolean();
        if (!mine || roll == null || !writing.isDone()) {
            return;
        }
        Seen seen = sight.of(roll);
        if (seen == null) {
            return;
        }
        obey(Order.of(roll, seen));
        Roll next = machine.next(
                roll, seen, ground.ticker().nanos(), ground.ticker().epochMillis());
        if (!next.equals(roll)) {
            writing = notebook.change(book -> roll.equals(book.latest()) ? book.with(next) : book);
            writing.thenAccept(book -> {
                if (next.equals(book.latest())) {
                    news.tell(roll, next);
                }
            });
        }
    }

    /** Not more often than it takes to be seen. */
    private void obey(@Nullable Order order) {
        long now = ground.ticker().nanos();
        if (order == null || order.equals(ordered) && now - orderedAt < ORDER_NANOS) {
            return;
        }
        ordered = order;
        orderedAt = now;
        switch (order) {
            case Order.Restart restart -> ground.restarter().restart(restart.node(), restart.life());
            case Order.Wish wish -> ServerWishes.wish(ground, wish);
        }
    }

    // ------------------------------------------------------------------------------------------- operators

    /**
     * Begins one.
     *
     * @return fails with an {@link IllegalStateException} while another one is open, or an {@link
     *     dev.skein.cluster.UndecidedException}
     */
    public CompletableFuture<Roll> begin(Wanted wanted) {
        ground.tallies().heardOf(wanted.runner());
        return notebook.change(book -> {
                    Roll open = book.open();
                    if (open != null) {
                        throw new IllegalStateException(open.name() + " is "
                                + open.state().code() + " (expected: that it is done or aborted first)");
                    }
                    Roll last = book.latest();
                    return book.with(made(wanted, last == null ? 1 : last.number() + 1));
                })
                .thenApply(book -> {
                    Roll roll = newest(book);
                    String what = roll.pool().isEmpty() ? "nodes " : "pool " + roll.pool() + ": ";
                    String note = roll.note().isEmpty() ? "" : "; " + roll.note();
                    news.journal(
                            EventKind.ROLL_BEGAN,
                            roll,
                            what + String.join(", ", wanted.targets()) + note,
                            wanted.author());
                    return roll;
                });
    }

    private Roll made(Wanted wanted, long number) {
        return new Roll(
                number,
                wanted.kind(),
                wanted.pool(),
                wanted.author(),
                wanted.note(),
                wanted.runner(),
                ground.ticker().epochMillis(),
                0,
                wanted.terms(),
                State.RUNNING,
                "",
                wanted.targets().stream().map(Step::of).toList());
    }

    private static Roll newest(RollBook book) {
        Roll roll = book.latest();
        if (roll == null) {
            throw new IllegalStateException("there is no roll");
        }
        return roll;
    }

    /** Holds it where it is, until {@link #resume}. Fails as the others do if it has ended. */
    public CompletableFuture<Roll> pause(String author) {
        return change(
                roll -> roll.state() == State.RUNNING ? roll.in(State.PAUSED, "by " + author) : roll, "paused", author);
    }

    /**
     * Goes on.
     *
     * @param runner token of the command line that runs the commands from now on; null: the same as before
     */
    public CompletableFuture<Roll> resume(String author, @Nullable String runner) {
        if (runner != null) {
            ground.tallies().heardOf(runner);
        }
        return change(roll -> Resumption.of(roll, runner, ground.ticker().epochMillis()), "resumed", author);
    }

    /** Undoes what is under way; what is done stays. */
    public CompletableFuture<Roll> abort(String author) {
        return change(roll -> roll.in(State.ABORTING, "by " + author), "aborted", author);
    }

    /**
     * A command has ended.
     *
     * @param attempt of the step that it was run for: another one is not meant
     */
    public CompletableFuture<Roll> ended(String target, int attempt, int exit, String text) {
        return notebook.change(book -> {
                    Roll roll = newest(book);
                    Step step = roll.current();
                    boolean meant = step != null
                            && step.target().equals(target)
                            && step.attempt() == attempt
                            && step.phase() == Phase.WORKING;
                    return meant && step != null ? book.with(roll.with(step.ended(exit, text))) : book;
                })
                .thenApply(Rolling::newest);
    }

    /** The command line that runs the commands is there. */
    public void heardOf(String runner) {
        ground.tallies().heardOf(runner);
    }

    private CompletableFuture<Roll> change(UnaryOperator<Roll> change, String what, String author) {
        return notebook.change(book -> {
                    Roll roll = newest(book);
                    if (!roll.open()) {
                        throw new IllegalStateException(
                                roll.name() + " is " + roll.state().code() + " (expected: one that is open)");
                    }
                    return book.with(change.apply(roll));
                })
                .thenApply(book -> {
                    Roll roll = newest(book);
                    news.journal(EventKind.ROLL_CHANGED, roll, what, author);
                    return roll;
                });
    }
}
