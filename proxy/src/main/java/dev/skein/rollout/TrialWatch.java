package dev.skein.rollout;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import dev.skein.control.NodeReport;
import dev.skein.revision.CanaryWatch;
import dev.skein.revision.CanaryWatch.Figures;
import dev.skein.revision.Configurations;
import dev.skein.revision.Head;
import dev.skein.revision.Result;
import dev.skein.revision.Trial;
import dev.skein.telemetry.HistogramReading;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a node that tries a revision with the others, once a second, and ends the trial: early when the node does worse
 * or is gone, else when its time is over. Done by whoever has the role for schedules. Confined to one thread.
 */
final class TrialWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TrialWatch.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int GONE_LOOKS = 5;
    /** Reports come late: a trial that saw none yet is given some more time. */
    private static final long GRACE_MILLIS = 15_000;

    private final Revisions.Told told;
    private final Trials trials;
    private final Cluster cluster;
    private @Nullable Trial watched;
    private CanaryWatch watch = new CanaryWatch();
    private CompletableFuture<Result> ending = CompletableFuture.completedFuture(new Result.NoMajority(""));
    private int gone;
    private long lookedAt;
    private long seenAt;

    TrialWatch(Revisions.Told told, Trials trials, Cluster cluster) {
        this.told = told;
        this.trials = trials;
        this.cluster = cluster;
    }

    /**
     * One look, if it is time.
     *
     * @param holds whether this node is the one to decide
     */
    void look(Head head, boolean holds, Set<String> live) {
        Trial trial = head.trial();
        long now = told.ticker().nanos();
        if (!Objects.equals(trial, watched)) {
            watched = trial;
            watch = new CanaryWatch();
            gone = 0;
            lookedAt = now;
            seenAt = now;
        }
        if (trial == null || !holds || now - lookedAt < LOOK_NANOS || !ending.isDone()) {
            return;
        }
        lookedAt = now;
        gone = live.contains(trial.node()) ? 0 : gone + 1;
        // By this node's own clock: what the clock of another says may be minutes away.
        long since = TimeUnit.NANOSECONDS.toMillis(now - seenAt);
        String reason = gone >= GONE_LOOKS ? "node " + trial.node() + " is gone" : compare(trial, since);
        long left = trial.watchMillis() - since;
        boolean over = left <= 0 && (watch.seen() || left <= -GRACE_MILLIS);
        reason = reason == null && over ? watch.end() : reason;
        if (reason != null) {
            ending = trials.withdraw(reason, "node " + told.id());
        } else if (over) {
            ending = trials.promote(trial, trial.revision().author(), "");
        }
    }

    private @Nullable String compare(Trial trial, long sinceMillis) {
        Configurations.Tried tried = tried(cluster, trial.node());
        Figures canary = tried.canary();
        return canary == null ? null : watch.look(canary, tried.others(), sinceMillis);
    }

    /** How that node and the others are doing, as they told last. Any thread. */
    static Configurations.Tried tried(Cluster cluster, String node) {
        Map<String, NodeReport> reports = new TreeMap<>();
        cluster.reports().latest(NodeReport.KIND).forEach((id, report) -> read(id, report, reports));
        NodeReport canary = reports.remove(node);
        return new Configurations.Tried(canary == null ? null : figures(Map.of(node, canary)), figures(reports));
    }

    private static void read(String node, Report report, Map<String, NodeReport> into) {
        try {
            into.put(node, NodeReport.decode(report.value()));
        } catch (MalformedException e) {
            LOG.debug("report of node {}: this version can't read it: {}", node, e.getMessage());
        }
    }

    private static Figures figures(Map<String, NodeReport> nodes) {
        double perSecond = 0;
        double failed = 0;
        HistogramReading durations = HistogramReading.EMPTY;
        for (NodeReport report : nodes.values()) {
            perSecond += report.traffic().perSecond();
            failed += Math.max(report.traffic().failedPerSecond(), report.errorsPerSecond());
            durations = durations.plus(report.durations());
        }
        double p99 = durations.count() == 0 ? 0 : durations.percentileNanos(0.99) / 1e6;
        return new Figures(perSecond, failed, p99);
    }
}
