package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Fact;
import dev.skein.cluster.Report;
import dev.skein.cluster.SharedPins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * News of other nodes on their way to the control thread, gathered so that a burst of them, as when a node joins, costs one
 * change. Any thread.
 */
final class Inbox implements AutoCloseable {
    private final Consumer<Supplier<Change>> control;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Fact.Key, Fact> facts = new LinkedHashMap<>();
    private final List<Runnable> subscriptions = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private boolean members;

    /** @param control later, on its thread, asks for the change and folds it; pins don't go that way */
    Inbox(Cluster cluster, Consumer<Supplier<Change>> control, SharedPins.Listener pins) {
        this.control = control;
        if (!cluster.lone()) {
            subscriptions.add(cluster.facts().listen(HealthSharing.TOPIC, this::fact));
            subscriptions.add(cluster.facts().listen(Wishes.TOPIC, this::fact));
            subscriptions.add(cluster.facts().listen(LimitSharing.TOPIC, this::fact));
            subscriptions.add(cluster.reports().listen(LoadReport.KIND, this::report));
            subscriptions.add(cluster.pins().listen(pins));
            subscriptions.add(cluster.membership().listen(change -> members()));
            subscriptions.add(cluster.whenConnected(this::members));
            subscriptions.add(cluster.agreed().listen(this::members));
        }
    }

    private void fact(Fact fact) {
        lock.lock();
        try {
            boolean first = facts.isEmpty();
            facts.put(fact.key(), fact);
            if (first) {
                control.accept(this::heard);
            }
        } finally {
            lock.unlock();
        }
    }

    private void report(Report report) {
        lock.lock();
        try {
            reports.add(report);
            if (reports.size() == 1) {
                control.accept(this::reported);
            }
        } finally {
            lock.unlock();
        }
    }

    private Change reported() {
        lock.lock();
        try {
            List<Report> came = List.copyOf(reports);
            reports.clear();
            return new Change.Reported(came);
        } finally {
            lock.unlock();
        }
    }

    private void members() {
        lock.lock();
        try {
            if (!members) {
                members = true;
                control.accept(this::membersChanged);
            }
        } finally {
            lock.unlock();
        }
    }

    private Change membersChanged() {
        lock.lock();
        try {
            members = false;
            return new Change.MembersChanged();
        } finally {
            lock.unlock();
        }
    }

    private Change heard() {
        lock.lock();
        try {
            List<Fact> came = List.copyOf(facts.values());
            facts.clear();
            return new Change.Heard(came);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Runnable::run);
    }
}
