package dev.skein.drill;

import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Notebook;
import dev.skein.drill.Drill.State;
import dev.skein.telemetry.EventKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's drills. {@link #look} is called several times a second by one thread on every node; what operators want may
 * be asked for by any thread.
 */
public final class Drilling {
    private static final Logger LOG = LoggerFactory.getLogger(Drilling.class);

    private final DrillGround ground;
    private final Notebook<DrillBook> notebook;
    private final OwnPart own;
    private final Course course;
    private CompletableFuture<DrillBook> writing = CompletableFuture.completedFuture(DrillBook.EMPTY);
    private boolean blind;

    public Drilling(DrillGround ground) {
        this.ground = ground;
        this.notebook = new Notebook<>(
                "drills",
                ground.register(),
                new Notebook.Layout<>(DrillBook.EMPTY, DrillBook::encode, DrillBook::decode));
        this.own = new OwnPart(ground.cluster().membership().self().id(), ground.own());
        this.course = new Course(ground);
    }

    /**
     * A drill to be begun.
     *
     * @param to for {@link Kind#MOVE_ADDRESS}; empty: any node
     * @param url what the probe asks; empty: the address, or a listener of whoever drives
     * @param forced although it may not be survived
     */
    public record Wanted(
            Kind kind, String target, String to, String url, boolean forced, long forMillis, String author) {}

    /** The latest ones, newest first. */
    public List<Drill> drills() {
        try {
            return notebook.read().drills();
        } catch (MalformedException e) {
            if (!blind) {
                blind = true;
                LOG.warn("drills in the register that this version can't read: {}", e.getMessage());
            }
            return List.of();
        }
    }

    private @Nullable Drill latest() {
        return drills().stream().findFirst().orElse(null);
    }

    /** Whether one goes on, so that all nodes should tell their counts. */
    public boolean open() {
        Drill drill = latest();
        return drill != null && drill.open();
    }

    /** Pools whose servers' counts are needed. */
    public Set<String> pools() {
        Drill drill = latest();
        return drill == null || drill.kind() != Kind.LOSE_SERVER
                ? Set.of()
                : Set.of(Surveyor.key(drill.target()).pool());
    }

    /** One look: this node's own part, and a step where this node drives. */
    public void look() {
        Drill drill = latest();
        own.look(drill, ground.ticker().nanos());
        boolean mine = drill != null && drill.open() && ground.drives().getAsBoolean();
        if (!mine || drill == null) {
            course.leave();
            schedule();
            return;
        }
        if (!writing.isDone()) {
            return;
        }
        Drill next = course.next(drill);
        if (!next.equals(drill)) {
            writing = notebook.change(book -> drill.equals(book.latest()) ? book.with(next) : book);
            writing.thenAccept(book -> {
                if (next.equals(book.latest())) {
                    tell(next);
                }
            });
        }
    }

    /** Whatever is due begins, where nothing is open and this node drives. */
    private void schedule() {
        long now = ground.ticker().epochMillis();
        if (!writing.isDone()
                || open()
                || schedules().isEmpty()
                || !ground.drives().getAsBoolean()) {
            return;
        }
        Schedule due = Timetable.due(notebook.read(), now);
        if (due != null) {
            boolean late = Timetable.late(due, now);
            writing = notebook.change(book -> {
                Drill last = book.latest();
                boolean still = book.schedules().contains(due) && (last == null || !last.open());
                DrillBook next = still ? book.with(due.done(now)) : book;
                return still && !late ? next.with(Drill.of(due.wanted(), last, now)) : next;
            });
            writing.thenAccept(book -> begun(book.latest(), due));
        }
    }

    private void begun(@Nullable Drill drill, Schedule by) {
        if (drill != null && drill.open() && drill.author().equals(by.wanted().author())) {
            ground.journal().add(EventKind.DRILL_BEGAN, drill.name(), drill.what(), drill.author());
        }
    }

    /** Drills that come again and again, by name. */
    public List<Schedule> schedules() {
        try {
            return notebook.read().schedules();
        } catch (MalformedException e) {
            LOG.debug("drills in the register: {}", e.getMessage());
            return List.of();
        }
    }

    /** In place of the one of its name; what was due before now is not made up for. */
    public CompletableFuture<Schedule> put(Schedule schedule) {
        Schedule next = schedule.done(ground.ticker().epochMillis());
        return notebook.change(book -> book.with(next)).thenApply(_ -> next);
    }

    /** Whether or not there is one. */
    public CompletableFuture<Void> remove(String schedule) {
        return notebook.change(book -> book.without(schedule)).thenApply(_ -> null);
    }

    private void tell(Drill drill) {
        String reason = drill.reason().isEmpty() ? "" : "; " + drill.reason();
        switch (drill.state()) {
            case FAILING ->
                journal(
                        EventKind.DRILL_STEP,
                        drill,
                        drill.what() + ": for " + drill.forMillis() / 1000 + " s" + reason);
            case RETURNING, AFTER ->
                journal(EventKind.DRILL_STEP, drill, drill.state().code() + reason);
            case REFUSED -> journal(EventKind.DRILL_REFUSED, drill, drill.what() + reason);
            case DONE, STOPPED -> {
                EventKind kind = drill.verdict().faults().isEmpty() ? EventKind.DRILL_PASSED : EventKind.DRILL_FAILED;
                journal(kind, drill, drill.what() + ": " + drill.verdict().text() + reason);
            }
            case CHECKING, BEFORE -> {}
        }
    }

    private void journal(EventKind kind, Drill drill, String text) {
        ground.journal().add(kind, drill.name(), text);
    }

    /**
     * Begins one: it is checked first, by whoever drives.
     *
     * @return fails with an {@link IllegalStateException} while another one is open, or an {@link
     *     dev.skein.cluster.UndecidedException}
     */
    public CompletableFuture<Drill> begin(Wanted wanted) {
        return notebook.change(book -> {
                    Drill last = book.latest();
                    if (last != null && last.open()) {
                        throw new IllegalStateException(
                                last.name() + " is " + last.state().code() + " (expected: that it is over first)");
                    }
                    return book.with(Drill.of(wanted, last, ground.ticker().epochMillis()));
                })
                .thenApply(book -> {
                    Drill drill = newest(book);
                    ground.journal().add(EventKind.DRILL_BEGAN, drill.name(), drill.what(), wanted.author());
                    return drill;
                });
    }

    /** What speaks against it as this node sees things, a sentence each; whoever drives looks again first. */
    public CompletableFuture<List<String>> outlook(Kind kind, String target) {
        return new Surveyor(ground).outlook(kind, target);
    }

    private static Drill newest(DrillBook book) {
        Drill drill = book.latest();
        if (drill == null) {
            throw new IllegalStateException("there is no drill");
        }
        return drill;
    }

    /** Ends it before its time; what fails is undone first. */
    public CompletableFuture<Drill> stop(String author) {
        return notebook.change(book -> {
                    Drill drill = newest(book);
                    if (!drill.open()) {
                        throw new IllegalStateException(
                                drill.name() + " is " + drill.state().code() + " (expected: one that goes on)");
                    }
                    boolean failing = drill.state() == State.FAILING || drill.state() == State.RETURNING;
                    return book.with(
                            failing
                                    ? drill.in(State.RETURNING, "by " + author)
                                    : drill.ended(
                                            State.STOPPED,
                                            "by " + author,
                                            Verdict.NONE,
                                            ground.ticker().epochMillis()));
                })
                .thenApply(book -> {
                    Drill drill = newest(book);
                    ground.journal().add(EventKind.DRILL_STEP, drill.name(), "stopped", author);
                    return drill;
                });
    }
}
