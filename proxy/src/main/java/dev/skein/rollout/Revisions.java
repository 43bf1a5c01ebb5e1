package dev.skein.rollout;

import dev.skein.cluster.Cluster;
import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.Resource;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Register;
import dev.skein.link.LinkEvents;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import dev.skein.revision.Configurations;
import dev.skein.revision.Head;
import dev.skein.revision.NodeState;
import dev.skein.revision.Revision;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's configuration at this node: takes what the register names into force, at once when that changes, and tells
 * the others what it has. A thread of its own, since it waits for disks and for other nodes.
 */
public final class Revisions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);
    private static final long LOOK_MILLIS = 200;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Told told;
    private final Node node;
    private final Register register;
    private final RevisionStore store;
    private final Switch force;
    private final Bundles bundles;
    private final Following following;
    private final FileNews news;
    private final NodeStates states;
    private final Proposals proposals;
    private final Trials trials;
    private final TrialWatch watch;
    private final EqualFiles equal;
    private final Desk desk;
    private final ScheduledThreadPoolExecutor thread;
    private volatile @Nullable Pulse pulse;
    private long toldAt;
    private long askedAt;

    /** @param register whose changes {@link #wake} is to be told of */
    public Revisions(Told told, Node node, NodeLink link, Register register) throws IOException {
        this.told = told;
        this.node = node;
        this.register = register;
        this.store = new RevisionStore(node.settings().get().node().data());
        this.force = new Switch(node.configuration(), store, node.taker(), told.ticker());
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("skein-revisions").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        Checking checking = new Checking(node);
        this.bundles = new Bundles(
                told.id(),
                store,
                link,
                (bundle, label) -> checking.verdict(bundle, label).encode(),
                force::prepare);
        this.following = new Following(told, force, bundles, new Following.Asking(register::latest, this::majority));
        this.news = new FileNews(told, node, force);
        this.states = new NodeStates(told.id(), link, this::heard);
        this.proposals = new Proposals(told, register, bundles, states, this::wake);
        this.trials = new Trials(told, proposals);
        this.watch = new TrialWatch(told, trials, node.cluster());
        this.equal = new EqualFiles(told, node.configuration(), states, proposals);
        this.desk = new Desk(this, told, node);
    }

    /** Who this is, and where things are told. */
    public record Told(String id, Journal journal, Ticker ticker) {}

    /**
     * What is configured.
     *
     * @param settings in effect
     * @param taker compiles others; what it returns takes them into effect, or says why it could not
     */
    public record Node(
            Configuration configuration,
            Supplier<Settings> settings,
            Function<Loaded, Supplier<List<String>>> taker,
            Replays replays,
            Cluster cluster) {}

    public void start(Pulse beats) {
        pulse = beats;
        proposals.start(beats);
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks at once: something may have changed. Any thread. */
    public void wake() {
        thread.execute(this::look);
    }

    /** Any thread; the one that rules as far as this node knows. */
    Head head() {
        return head(register.document());
    }

    static Head head(Document document) {
        Document.Value value = document.value(Proposals.KEY);
        try {
            return value == null ? Head.NONE : Head.decode(value.bytes());
        } catch (IOException e) {
            throw new IllegalStateException("register: configuration: " + e.getMessage(), e);
        }
    }

    /** For operators. */
    public Configurations configurations() {
        return desk.open();
    }

    /** Is to be told of nodes that come and go. */
    public LinkEvents nodes() {
        return states;
    }

    Switch force() {
        return force;
    }

    NodeStates states() {
        return states;
    }

    Proposals proposals() {
        return proposals;
    }

    Trials trials() {
        return trials;
    }

    Bundles bundles() {
        return bundles;
    }

    Node node() {
        return node;
    }

    @Nullable
    Pulse pulse() {
        return pulse;
    }

    private boolean majority() {
        Pulse beats = pulse;
        return beats != null && states.majority(beats, register.document().voters());
    }

    private void look() {
        try {
            Document document = register.document();
            Head head = head(document);
            boolean changed = following.follow(head);
            changed |= news.look(whenEqual());
            tell(changed);
            store.retain(needed(head));
            Pulse beats = pulse;
            if (beats != null) {
                boolean holds = beats.holds(Resource.SCHEDULES);
                Set<String> live = states.live(beats);
                if (holds && document.formed() && whenEqual()) {
                    equal.look(head, live);
                }
                watch.look(head, holds, live);
            }
        } catch (IOException e) {
            tell(following.complain(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look.
            LOG.error("configuration: a look at the cluster's failed", e);
        }
    }

    private Set<String> needed(Head head) {
        Set<String> needed = new HashSet<>(head.bundles());
        Revision now = force.state().revision();
        needed.add(now == null ? "" : now.id());
        return needed;
    }

    private boolean whenEqual() {
        ClusterSettings cluster = node.settings().get().cluster();
        return cluster != null && cluster.commit() == ClusterSettings.Commit.WHEN_EQUAL;
    }

    private void tell(boolean now) {
        long nanos = told.ticker().nanos();
        if (now || nanos - toldAt >= TELL_NANOS) {
            toldAt = nanos;
            states.tell(own());
        }
    }

    /** What this node says of itself. */
    NodeState own() {
        Switch.State now = force.state();
        Revision revision = now.revision();
        Configuration.Own own = node.configuration().own();
        return new NodeState(
                revision == null ? 0 : revision.number(),
                revision == null ? "" : revision.id(),
                now.trial(),
                own.hashes(),
                now.standing(own),
                following.trouble());
    }

    /** A node that knows of more than this one: what it knows is asked for at once. On the link's thread. */
    private void heard(NodeState state) {
        long now = told.ticker().nanos();
        if (state.number() > head().number()
                && !state.trial()
                && now - askedAt >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
            askedAt = now;
            var unused = register.latest();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        proposals.close();
        bundles.close();
    }
}
