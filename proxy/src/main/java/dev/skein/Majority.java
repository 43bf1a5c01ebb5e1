package dev.skein;

import dev.skein.admin.Quorum;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.Pulse;
import dev.skein.keyring.Keys;
import dev.skein.keyring.Ring;
import dev.skein.keyring.RingStore;
import dev.skein.lease.Resource;
import dev.skein.link.LinkType;
import dev.skein.membership.AgreedRegister;
import dev.skein.membership.BeatTerms;
import dev.skein.membership.Beats;
import dev.skein.membership.Hearing;
import dev.skein.membership.HeldAddresses;
import dev.skein.membership.Links;
import dev.skein.membership.Mover;
import dev.skein.membership.Voting;
import dev.skein.model.Ticker;
import dev.skein.revision.Configurations;
import dev.skein.rollout.Revisions;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a majority of the voters decides, as this node takes part in it: heartbeats, leases and the register. */
final class Majority implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final String id;
    private final Cluster cluster;
    private final Journal journal;
    private final Voting voting;
    private final Hearing hearing;
    private final Ticker ticker;
    private final RingStore store;
    private final Keys keys;
    private final Mover mover;
    /** Connections to the other nodes. */
    final Links links;
    /** Secrets that all nodes keep. */
    final Ring ring;

    private final Path data;
    private final Supplier<String> unwell;
    private volatile ClusterSettings settings;
    private volatile @Nullable Beats beats;
    private volatile @Nullable Revisions revisions;
    private volatile @Nullable Boolean found;

    /** Reads what is on the disk; opens nothing. */
    Majority(ClusterSettings settings, Path data, Links links, Surroundings around) throws IOException {
        this.cluster = around.cluster();
        this.id = cluster.membership().self().id();
        this.journal = around.journal();
        this.ticker = around.ticker();
        this.links = links;
        this.settings = settings;
        this.data = data;
        this.unwell = around.unwell();
        ClusterSecret secret =
                new ClusterSecret(Objects.requireNonNull(settings.secret()).value());
        this.voting = new Voting(settings, data, links, new Voting.Told(id, journal, ticker), around.thread());
        this.hearing = new Hearing(
                cluster.membership(), journal, around.thread(), Beats.intervalMillis(settings.failureDetection()));
        links.listen(hearing);
        this.mover = new Mover(id, links.link(), this::pulse);
        this.store = new RingStore(data, secret, settings.name());
        this.keys = new Keys(secret, settings.name(), around.cookie());
        this.ring = new Ring(new Ring.Told(id, journal, ticker), store, links.link(), voting.register(), keys);
    }

    /**
     * What all parts of the cluster share.
     *
     * @param cookie signs cookies until there is a key ring
     * @param unwell why this node should hold no virtual address; empty: it is well
     */
    record Surroundings(
            Cluster cluster,
            Journal journal,
            Ticker ticker,
            ScheduledExecutorService thread,
            byte[] cookie,
            Supplier<String> unwell) {}

    /** What signs cookies as of now: the first makes them, all are recognised. Any thread. */
    List<byte[]> cookieSecrets() {
        return keys.cookies(store.ring(), ticker.epochMillis());
    }

    /** Has the configuration follow what a majority commits, from the start on. */
    Revisions revise(Revisions.Node node) throws IOException {
        Revisions made = new Revisions(new Revisions.Told(id, journal, ticker), node, links.link(), voting.register());
        voting.listenPromptly(made::wake);
        links.listen(made.nodes());
        revisions = made;
        return made;
    }

    /** As operators see it; null before {@link #revise}. */
    @Nullable
    Configurations configurations() {
        Revisions made = revisions;
        return made == null ? null : made.configurations();
    }

    /**
     * Opens the port for heartbeats and takes part; after the links were opened.
     *
     * @param cookies takes what signs cookies, whenever that changes
     * @param tickets takes what seals session tickets, likewise
     */
    void start(Consumer<List<byte[]>> cookies, Consumer<List<byte[]>> tickets) throws IOException {
        cluster.agreed().plug(new AgreedRegister(voting.register(), () -> Boolean.TRUE.equals(found)));
        BeatTerms terms = new BeatTerms(
                keys.heartbeats(store.ring(), ticker.epochMillis()),
                settings,
                data,
                unwell,
                flows -> links.link().sendAll(LinkType.TICKLE, flows),
                ticker);
        Beats made = Beats.start(cluster, links.whereabouts(), voting, terms, hearing);
        beats = made;
        links.link().onMessage(LinkType.TICKLE, made::flows);
        hearing.of(made.heartbeat());
        voting.start(made.heartbeat());
        keys.start(new Keys.Users(cookies, tickets, made.heartbeat()::keys));
        ring.start(made.heartbeat());
        if (revisions != null) {
            revisions.start(made.heartbeat());
        }
        voting.listen(document -> cluster.agreed().changed());
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
            cluster.agreed().changed();
            if (view.heard() || !first) {
                journal.add(view.heard() ? EventKind.QUORUM_FOUND : EventKind.QUORUM_LOST, id, view.text());
            }
        }
    }

    void apply(ClusterSettings next) {
        Beats now = beats;
        settings = next;
        hearing.interval(Beats.intervalMillis(next.failureDetection()));
        if (now != null) {
            now.apply(next);
        }
    }

    /**
     * Hands over the roles and addresses that this node has, and takes no others: it is about to stop. Returns when it
     * answers for no address any more, or after that time.
     */
    void drain(Duration atMost) throws InterruptedException {
        Beats now = beats;
        if (now == null) {
            return;
        }
        now.heartbeat().draining(true);
        long end = ticker.nanos() + atMost.toNanos();
        while (now.answers() && ticker.nanos() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Hands over what this node has, and takes nothing, while {@code on}. */
    void draining(boolean on) {
        Beats now = beats;
        if (now != null) {
            now.heartbeat().draining(on);
        }
    }

    /** Has clients of each virtual address that this node hands over told at once, and ended when their time is over. */
    void handedOver(Consumer<InetAddress> retire, Consumer<InetAddress> end) {
        hearing.handedOver(() -> settings, address -> holds(Resource.ofAddress(address)), retire, end);
    }

    /** Virtual addresses. */
    HeldAddresses addresses() {
        return new HeldAddresses(id, this::pulse, mover);
    }

    private @Nullable Pulse pulse() {
        Beats now = beats;
        return now == null ? null : now.heartbeat();
    }

    /** Has this node restart when another one says so; before the start. */
    Restarts restarts(Runnable restart) {
        return new Restarts(cluster, links.link(), restart);
    }

    /** Whether this node has a role right now. */
    boolean holds(String role) {
        Beats now = beats;
        return now != null && now.heartbeat().holds(role);
    }

    /** As the admin listener sees it; null before the start. */
    @Nullable
    Quorum view() {
        Beats now = beats;
        return now == null
                ? null
                : new Quorum(
                        id,
                        voting.register(),
                        now.heartbeat(),
                        mover::move,
                        new Quorum.Keys(store::ring, ring::rotate));
    }

    @Override
    public void close() {
        if (revisions != null) {
            revisions.close();
        }
        ring.close();
        if (beats != null) {
            beats.close();
        }
        voting.close();
    }
}
