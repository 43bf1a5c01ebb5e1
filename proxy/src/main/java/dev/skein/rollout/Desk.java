package dev.skein.rollout;

import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.config.SettingsDifference;
import dev.skein.heartbeat.Pulse;
import dev.skein.revision.Bundle;
import dev.skein.revision.Checked;
import dev.skein.revision.Compared;
import dev.skein.revision.Configurations;
import dev.skein.revision.Head;
import dev.skein.revision.NodeState;
import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.TextDifference;
import dev.skein.revision.Trial;
import dev.skein.revision.Wanted;
import dev.skein.revision.Which;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What operators ask and want of the cluster's configuration. Any thread. */
final class Desk {
    static final Result.Refused NOTHING_TRIED = new Result.Refused(List.of("no node tries a configuration"));

    private final Revisions revisions;
    private final Revisions.Told told;
    private final Revisions.Node node;

    Desk(Revisions revisions, Revisions.Told told, Revisions.Node node) {
        this.revisions = revisions;
        this.told = told;
        this.node = node;
    }

    /** For the admin listener. */
    Configurations open() {
        return new Configurations(
                this::view,
                this::check,
                this::differences,
                this::compare,
                this::commit,
                this::endTrial,
                this::promoteTrial);
    }

    private Configurations.View view() {
        Map<String, NodeState> states = revisions.states().latest();
        states.put(told.id(), revisions.own());
        Pulse pulse = revisions.pulse();
        ClusterSettings cluster = node.settings().get().cluster();
        Head head = revisions.head();
        Trial trial = head.trial();
        return new Configurations.View(
                head,
                told.id(),
                states,
                pulse == null
                        ? List.of(told.id())
                        : List.copyOf(revisions.states().live(pulse)),
                node.configuration().own().problems(),
                cluster != null && cluster.commit() == ClusterSettings.Commit.WHEN_EQUAL,
                trial == null ? null : TrialWatch.tried(node.cluster(), trial.node()));
    }

    /** The texts that are meant. */
    private Bundle bundle(Which which) {
        if (which.files() != null) {
            return new Bundle(which.files());
        }
        Long number = which.number();
        if (number == null) {
            return new Bundle(node.configuration().own().texts().files());
        }
        Revision known = revisions.head().find(number);
        if (known == null) {
            throw new IllegalArgumentException("revision: " + number + " (expected: one of "
                    + revisions.head().history().stream().map(Revision::number).toList() + ")");
        }
        try {
            Bundle bundle = revisions.bundles().obtain(known.id());
            if (bundle == null) {
                throw new IllegalArgumentException("revision " + known + " is on no node that can be reached");
            }
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String label(Which which) {
        if (which.files() != null) {
            return which.label();
        }
        Long number = which.number();
        return number == null
                ? node.configuration().own().texts().label()
                : node.configuration().label(number);
    }

    private CompletableFuture<Checked> check(Which which) {
        return revisions.proposals().check(() -> bundle(which), label(which));
    }

    private CompletableFuture<Compared> differences(Which which) {
        return CompletableFuture.supplyAsync(() -> {
            Bundle bundle = bundle(which);
            Loaded would = node.configuration().trial(bundle, label(which));
            return compared("in force", node.settings().get(), label(which), would, "");
        });
    }

    private static Compared compared(String from, Settings old, String to, Loaded would, String text) {
        return would instanceof Loaded.Valid valid
                ? new Compared(from, to, texts(old, valid.settings()), List.of(), text)
                : new Compared(from, to, List.of(), Configuration.problems(would), text);
    }

    private static List<String> texts(Settings old, Settings now) {
        return SettingsDifference.between(old, now).stream()
                .map(Object::toString)
                .toList();
    }

    private CompletableFuture<Compared> compare(Which from, Which to) {
        return CompletableFuture.supplyAsync(() -> {
            Bundle one = bundle(from);
            Bundle two = bundle(to);
            Loaded before = node.configuration().trial(one, label(from));
            Loaded after = node.configuration().trial(two, label(to));
            String text = TextDifference.between(one, two);
            if (before instanceof Loaded.Valid old && after instanceof Loaded.Valid) {
                return compared(label(from), old.settings(), label(to), after, text);
            }
            List<String> problems = new ArrayList<>(Configuration.problems(before));
            problems.addAll(Configuration.problems(after));
            return new Compared(label(from), label(to), List.of(), problems, text);
        });
    }

    private CompletableFuture<Result> commit(Wanted wanted) {
        String canary = wanted.canary();
        if (canary != null && !view().live().contains(canary)) {
            throw new IllegalArgumentException(
                    "canary: " + canary + " (expected: one of the live nodes " + view().live() + ")");
        }
        return revisions
                .proposals()
                .commit(() -> bundle(wanted.which()), label(wanted.which()), step(wanted), wanted.author());
    }

    private Proposals.Step step(Wanted wanted) {
        return (head, id) -> {
            boolean moved = wanted.expected() != null && wanted.expected() != head.number();
            if (moved || head.trial() != null) {
                return null;
            }
            Head next = head.committing(id, wanted.author(), told.ticker().epochMillis(), wanted.note());
            Revision revision = next.current();
            return wanted.canary() == null || revision == null
                    ? next
                    : head.trying(new Trial(revision, wanted.canary(), wanted.watchMillis()));
        };
    }

    private CompletableFuture<Result> endTrial(Configurations.Decision decision) {
        Result.Refused refused = refused(decision);
        String why = "ended by an operator" + (decision.why().isEmpty() ? "" : ": " + decision.why());
        return refused == null
                ? revisions.trials().withdraw(why, decision.by())
                : CompletableFuture.completedFuture(refused);
    }

    private CompletableFuture<Result> promoteTrial(Configurations.Decision decision) {
        Result.Refused refused = refused(decision);
        Trial trial = revisions.head().trial();
        String why = decision.why().isEmpty() ? "no reason was given" : decision.why();
        return refused == null && trial != null
                ? revisions.trials().promote(trial, decision.by(), why)
                : CompletableFuture.completedFuture(refused == null ? NOTHING_TRIED : refused);
    }

    /** Whether there is no such trial: null if it is the one that is meant. */
    private Result.@Nullable Refused refused(Configurations.Decision decision) {
        Trial trial = revisions.head().trial();
        if (trial == null) {
            return NOTHING_TRIED;
        }
        Long meant = decision.revision();
        return meant == null || meant == trial.revision().number()
                ? null
                : new Result.Refused(List.of("node " + trial.node() + " tries revision " + trial.revision() + ", not "
                        + meant + " (expected: the one that is tried)"));
    }
}
