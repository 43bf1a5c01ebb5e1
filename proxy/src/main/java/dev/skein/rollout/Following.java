package dev.skein.rollout;

import dev.skein.lease.register.Outcome;
import dev.skein.revision.Bundle;
import dev.skein.revision.Head;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes what the register names into force at this node, again and again until that works. Confined to one thread. */
final class Following {
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A trial whose end nobody decides although a majority is heard ends by itself. */
    private static final long OVERDUE_MILLIS = 30_000;

    private final Revisions.Told told;
    private final Switch force;
    private final Bundles bundles;
    private final Asking asking;
    private volatile String trouble = "";
    private @Nullable CompletableFuture<Outcome> asked;
    private boolean sure;
    private @Nullable Trial tried;
    private long triedAt;
    private boolean ended;
    private @Nullable Revision failed;
    private long failedAt;

    /**
     * What a majority is there for.
     *
     * @param latest has it confirm what the register says
     * @param heard whether it is
     */
    record Asking(Supplier<CompletableFuture<Outcome>> latest, BooleanSupplier heard) {}

    Following(Revisions.Told told, Switch force, Bundles bundles, Asking asking) {
        this.told = told;
        this.force = force;
        this.bundles = bundles;
        this.asking = asking;
    }

    /** Why this node does not run what rules; empty if it does. Any thread. */
    String trouble() {
        return trouble;
    }

    /** One attempt, if there is anything to do; whether something has changed that others should hear of. */
    boolean follow(Head head) throws IOException {
        Trial trial = head.trial();
        boolean mine = mine(trial);
        Revision wanted = mine && trial != null ? trial.revision() : head.current();
        if (!mine && older(head) && !confirmed()) {
            return false;
        }
        if (wanted == null || force.has(wanted, mine)) {
            boolean better = !trouble.isEmpty();
            trouble = "";
            failed = null;
            return better;
        }
        boolean patient = wanted.equals(failed) && told.ticker().nanos() - failedAt < AGAIN_NANOS;
        return !patient && take(wanted, mine);
    }

    /** Than what is in force here: the process ended before its disk had the newer head, or a quorum was forced elsewhere. */
    private boolean older(Head head) {
        Switch.State now = force.state();
        boolean older = now.revision() != null
                && !now.trial()
                && head.number() < now.revision().number();
        if (!older) {
            asked = null;
            sure = false;
        }
        return older;
    }

    /** Whether a majority has confirmed the head of this look; it may be newer than the last look's. */
    private boolean confirmed() {
        if (sure) {
            return true;
        }
        if (asked == null) {
            asked = asking.latest.get();
        } else if (asked.isDone()) {
            sure = asked.join() instanceof Outcome.Committed;
            asked = null;
        }
        return false;
    }

    /** Whether this node is to try that; its time is counted by this node's own clock, from when it learned of it. */
    private boolean mine(@Nullable Trial trial) {
        long now = told.ticker().nanos();
        if (!Objects.equals(trial, tried)) {
            tried = trial;
            triedAt = now;
            ended = false;
        }
        if (trial == null || !trial.node().equals(told.id())) {
            return false;
        }
        // Without a majority nobody will say how it ends: what was committed before is right meanwhile, whatever comes.
        long overdue = asking.heard.getAsBoolean() ? OVERDUE_MILLIS : 0;
        ended |= now - triedAt >= TimeUnit.MILLISECONDS.toNanos(trial.watchMillis() + overdue);
        return !ended;
    }

    private boolean take(Revision wanted, boolean trial) throws IOException {
        Bundle prepared = force.prepared(wanted);
        Bundle bundle = prepared == null ? bundles.obtain(wanted.id()) : prepared;
        if (bundle == null) {
            return complain("behind: revision " + wanted + " is not here yet, and no node that has it can be reached");
        }
        List<String> problems = force.to(wanted, bundle, trial);
        if (problems.isEmpty()) {
            trouble = "";
            failed = null;
            told.journal()
                    .add(
                            EventKind.CONFIGURATION_SWITCHED,
                            told.id(),
                            "revision " + wanted + (trial ? ", on trial" : ""));
            force.remember();
            return true;
        }
        failed = wanted;
        failedAt = told.ticker().nanos();
        return complain(
                "revision " + wanted + " can't be run here, the former goes on: " + String.join("; ", problems));
    }

    /** Whether that is news. */
    boolean complain(String text) {
        if (text.equals(trouble)) {
            return false;
        }
        trouble = text;
        told.journal().add(EventKind.CONFIGURATION_BEHIND, told.id(), text);
        return true;
    }
}
