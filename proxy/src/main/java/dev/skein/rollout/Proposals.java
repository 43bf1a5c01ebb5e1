package dev.skein.rollout;

import dev.skein.heartbeat.Pulse;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Outcome;
import dev.skein.lease.register.Register;
import dev.skein.revision.Bundle;
import dev.skein.revision.Checked;
import dev.skein.revision.Head;
import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.telemetry.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has configurations checked by all live nodes, brought to a majority's disks, and committed by the register: its write of
 * the head is the commit. One proposal at a time, on a thread of its own, since all of that waits for other nodes.
 */
final class Proposals implements AutoCloseable {
    /** Of the head, in the register. */
    static final String KEY = "configuration";

    private static final long REGISTER_SECONDS = 15;

    private final Revisions.Told told;
    private final Register register;
    private final Bundles bundles;
    private final NodeStates states;
    private final Runnable wake;
    private volatile @Nullable Pulse pulse;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("skein-proposals").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Proposals(Revisions.Told told, Register register, Bundles bundles, NodeStates states, Runnable wake) {
        this.told = told;
        this.register = register;
        this.bundles = bundles;
        this.states = states;
        this.wake = wake;
    }

    /** What the register shall say next; null: it is not as expected any more. */
    @FunctionalInterface
    interface Step {
        @Nullable
        Head next(Head now, String bundle);
    }

    void start(Pulse beats) {
        pulse = beats;
    }

    /** @param label how problems name it */
    CompletableFuture<Checked> check(Supplier<Bundle> bundle, String label) {
        return onThread(() -> Opinions.of(bundles.check(bundle.get(), label, live())));
    }

    private Set<String> live() {
        Pulse beats = pulse;
        return beats == null ? Set.of(told.id()) : states.live(beats);
    }

    /**
     * Checks a bundle and has it committed.
     *
     * @param label how problems name it
     * @param step from the head at hand to the next
     * @param by who asked for it, as the journal names it
     */
    CompletableFuture<Result> commit(Supplier<Bundle> bundle, String label, Step step, String by) {
        return onThread(() -> propose(bundle.get(), label, step, by));
    }

    /** A step that needs no bundle: what the register knows is enough. On the proposals' thread. */
    <T> CompletableFuture<T> decide(Function<Deciding, T> decision) {
        return onThread(() -> decision.apply(this::put));
    }

    /** Writes the next head. */
    @FunctionalInterface
    interface Deciding {
        Result put(String bundle, Step step);
    }

    /** What is kept by live nodes already and comes into force on all of them: they get ready for it first. */
    CompletableFuture<Result> promote(String id, Step step, Consumer<Head> told) {
        return onThread(() -> {
            prepare(id, step, live());
            Result result = put(id, step);
            if (result instanceof Result.Committed(Head head, var slow)) {
                told.accept(head);
            }
            return result;
        });
    }

    Head head() {
        return Revisions.head(register.document());
    }

    /** For a candidate that all live nodes' files show; the journal tells what came of it. */
    void commitEqual(Bundle bundle, String label, long expected) {
        Set<String> nodes = live();
        String note = "the same file on " + String.join(", ", nodes);
        String author = "node " + told.id();
        Step step = (head, id) -> head.number() != expected || head.trial() != null
                ? null
                : head.committing(id, author, told.ticker().epochMillis(), note);
        var unused = commit(() -> bundle, label, step, author).thenAccept(result -> {
            if (result instanceof Result.Refused refused) {
                notCommitted(bundle, String.join("; ", refused.why()));
            } else if (result instanceof Result.NoMajority none) {
                notCommitted(bundle, none.why());
            }
        });
    }

    private void notCommitted(Bundle bundle, String why) {
        told.journal().add(EventKind.CONFIGURATION_NOT_COMMITTED, Revision.shortened(bundle.id()), why);
    }

    private Result propose(Bundle bundle, String label, Step step, String by) {
        Set<String> nodes = live();
        Checked checked = Opinions.of(bundles.check(bundle, label, nodes));
        if (!checked.problems().isEmpty()) {
            return new Result.Refused(checked.problems());
        }
        Result lacking = spread(bundle, nodes);
        if (lacking != null) {
            return lacking;
        }
        prepare(bundle.id(), step, nodes);
        Result result = put(bundle.id(), step);
        if (result instanceof Result.Committed(Head head, var slow)) {
            tell(head, by, checked.replayed().toString());
        }
        return result;
    }

    /** Last before the register: whatever takes time is done by all before one of them may switch. */
    private void prepare(String id, Step step, Set<String> nodes) {
        Head next = step.next(head(), id);
        Revision revision = next == null ? null : next.tried();
        if (revision != null) {
            bundles.prepare(id, revision.number(), nodes);
        }
    }

    /** First the disks of a majority, then the register: what is named must be somewhere. */
    private @Nullable Result spread(Bundle bundle, Set<String> nodes) {
        Map<String, Bundles.Reply> replies = new TreeMap<>(bundles.spread(bundle, nodes));
        Document document = register.document();
        long kept = replies.entrySet().stream()
                .filter(reply -> reply.getValue().body() != null
                        && document.voters().names().contains(reply.getKey()))
                .count();
        if (kept >= document.voters().majority()) {
            return null;
        }
        List<String> failures = new ArrayList<>();
        replies.forEach((node, reply) -> {
            if (reply.body() == null) {
                failures.add("node " + node + ": " + reply.failure());
            }
        });
        return new Result.NoMajority(
                "it is on the disks of " + kept + " of " + document.voters().size()
                        + " voters (expected: " + document.voters().majority() + ")"
                        + (failures.isEmpty() ? "" : ": " + String.join("; ", failures)));
    }

    private Result put(String id, Step step) {
        Document document = register.document();
        Head now = Revisions.head(document);
        Head next = step.next(now, id);
        if (next == null) {
            return new Result.Refused(List.of("another change of the configuration came first: revision "
                    + (now.current() == null ? "none" : now.current()) + " rules"
                    + (now.trial() == null ? "" : ", and node " + now.trial().node() + " tries one")));
        }
        return switch (await(register.put(KEY, document.indexOf(KEY), next.encode()))) {
            case Outcome.Committed committed -> {
                wake.run();
                yield new Result.Committed(next, states.slow(next, told.ticker(), this::live));
            }
            case Outcome.Refused refused -> new Result.Refused(List.of("another change came first: " + refused.why()));
            case Outcome.NoMajority none -> new Result.NoMajority("nothing was changed: " + none.why());
            case Outcome.Unknown unknown ->
                new Result.NoMajority("it may still come true, look again: " + unknown.why());
        };
    }

    private static Outcome await(CompletableFuture<Outcome> outcome) {
        try {
            return outcome.get(REGISTER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return new Outcome.Unknown(String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unknown("interrupted");
        }
    }

    void tell(Head head, String by, String more) {
        Trial trial = head.trial();
        Revision revision = head.tried();
        if (revision == null) {
            return;
        }
        String note = (revision.note().isEmpty() ? "" : revision.note() + "; ") + more;
        EventKind kind = trial == null ? EventKind.CONFIGURATION_COMMITTED : EventKind.CONFIGURATION_TRIED;
        String where = trial == null ? "" : " on node " + trial.node() + " for " + trial.watchMillis() / 1000 + " s";
        told.journal().add(kind, "revision " + revision + where, note, by);
    }

    private <T> CompletableFuture<T> onThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
