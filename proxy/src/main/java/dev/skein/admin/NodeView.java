package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.config.Effective;
import dev.skein.config.Settings;
import dev.skein.control.Control;
import dev.skein.control.Plight;
import dev.skein.control.ReportHistory;
import dev.skein.drill.Drilling;
import dev.skein.journal.Archive;
import dev.skein.model.Ticker;
import dev.skein.revision.Configurations;
import dev.skein.roll.Rolling;
import dev.skein.snapshot.Snapshots;
import dev.skein.tap.Taps;
import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node as its admin listener sees it. Everything in it may be asked from the admin listener's thread.
 *
 * @param journal takes what happens; {@code archive} is what happened, on all nodes
 * @param history how all nodes were doing in the last quarter of an hour
 * @param quorum what a majority decides; null without a cluster, or without its secret
 * @param configurations what a majority commits; null where none could, so that the node follows its file
 * @param rolling what is rolled; null before the node is ready, like {@code drilling}
 * @param taps requests of all nodes as they end
 * @param everywhere has all nodes do something
 * @param hasten has a certificate that comes by itself ordered before its time, by its {@code acme:} and names; fails with an
 *     {@link IllegalStateException} that says why it isn't
 * @param effective the settings that count, key by key; reads the disk
 * @param secrets what seals what browsers keep for us: the first does, all open it; in a cluster the same on all nodes
 * @param present how the node is at the moment; cheap
 */
public record NodeView(
        Ticker ticker,
        Control control,
        Snapshots snapshots,
        Metrics metrics,
        Journal journal,
        Archive archive,
        Catalogue catalogue,
        ReportHistory history,
        Facts facts,
        Cluster cluster,
        Supplier<@Nullable Quorum> quorum,
        Supplier<@Nullable Configurations> configurations,
        Supplier<@Nullable Rolling> rolling,
        Supplier<@Nullable Drilling> drilling,
        Taps taps,
        Everywhere everywhere,
        Function<String, CompletableFuture<Void>> hasten,
        Supplier<List<Effective>> effective,
        Supplier<List<byte[]>> secrets,
        Supplier<Present> present) {

    /** Its id: the scope of whatever is told of this node alone. */
    String id() {
        return present.get().settings().node().id();
    }

    /** What hinders this node, for the others. */
    public Plight plight() {
        return Plights.own(this, present.get());
    }

    /**
     * What never changes while the process lives.
     *
     * @param startedEpochMillis when the process began
     * @param startedNanos the same on the ticker's scale
     * @param transport io_uring, epoll or nio
     * @param codec lean
     * @param tls boringssl or jdk
     * @param file the configuration, as given on the command line
     */
    public record Facts(
            String version,
            long startedEpochMillis,
            long startedNanos,
            String transport,
            String codec,
            String tls,
            int eventLoops,
            String file) {}

    /**
     * What does.
     *
     * @param loadedEpochMillis when these settings took effect
     * @param refused null unless the last reload was refused
     */
    public record Present(
            State state,
            Settings settings,
            List<Listener> listeners,
            long loadedEpochMillis,
            @Nullable Refused refused,
            Memory memory) {}

    /** Where a node is in its life. */
    public enum State {
        STARTING,
        READY,
        STOPPING
    }

    /**
     * A listener for clients, and where it is bound.
     *
     * @param tcp it passes connections on as they are
     */
    public record Listener(String name, InetSocketAddress address, boolean tls, boolean tcp) {}

    /**
     * A configuration that was not taken.
     *
     * @param problems one sentence each, with its place
     */
    public record Refused(long atEpochMillis, List<String> problems) {}

    /** Memory outside the heap, in bytes. */
    public record Memory(long directUsed, long directMax, long bodyUsed, long bodyMax) {}
}
