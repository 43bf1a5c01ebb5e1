package dev.skein;

import dev.skein.admin.Quorum;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What a majority of the voters decides, as this node takes part in it: heartbeats, leases and the register. */
final class Majority implements AutoCloseable {
    private final String id;
    private final Cluster cluster;
    private final Journal journal;
    private final Links links;
    private final Voting voting;
    private final Hearing hearing;
    private final Ticker ticker;
    private final ClusterSecret secret;
    private final String name;
    private ClusterSettings.FailureDetection detection;
    private volatile @Nullable Beats beats;
    private @Nullable Boolean found;

    /**
     * Reads what is on the disk; opens nothing.
     *
     */
    Majority(ClusterSettings settings, Path data, Links links, Surroundings around) throws IOException {
        this.cluster = around.cluster();
        this.id = cluster.membership().self().id();
        this.journal = around.journal();
        this.ticker = around.ticker();
        this.links = links;
        this.name = settings.name();
        this.detection = settings.failureDetection();
        this.secret =
                new ClusterSecret(Objects.requireNonNull(settings.secret()).value());
        this.voting = new Voting(settings, data, links, new Voting.Told(id, journal, ticker), around.thread());
        this.hearing = new Hearing(cluster.membership(), journal, around.thread(), Beats.intervalMillis(detection));
        links.listen(hearing);
    }

    /** What all parts of the cluster share. */
    record Surroundings(Cluster cluster, Journal journal, Ticker ticker, ScheduledExecutorService thread) {}

    /** Opens the port for heartbeats and takes part; after the links were opened. */
    void start() throws IOException {
        HeartbeatKeys keys = new HeartbeatKeys(0, Map.of(0, secret.derive("heartbeat", name)));
        Beats made = Beats.start(
                cluster.membership(), links.whereabouts(), voting, new Beats.Terms(keys, detection, ticker), hearing);
        beats = made;
        hearing.of(made.heartbeat());
        voting.start(made.heartbeat());
    }

    /** To be called several times a second, by one thread. */
    void look() {
        Beats now = beats;
        if (now == null) {
            return;
        }
        now.look();
        Quorum view = view();
        if (view != null && !Objects.equals(found, view.heard())) {
            boolean first = found == null;
            found = view.heard();
            if (view.heard() || !first) {
                journal.add(view.heard() ? EventKind.QUORUM_FOUND : EventKind.QUORUM_LOST, id, view.text());
            }
        }
    }

    void apply(ClusterSettings next) {
        Beats now = beats;
        if (now != null && next.failureDetection() != detection) {
            detection = next.failureDetection();
            now.detection(detection);
        }
    }

    /** As the admin listener sees it; null before the start. */
    @Nullable
    Quorum view() {
        Beats now = beats;
        return now == null ? null : new Quorum(id, voting.register(), now.heartbeat());
    }

    @Override
    public void close() {
        if (beats != null) {
            beats.close();
        }
        voting.close();
    }
}
