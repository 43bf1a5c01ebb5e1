package dev.skein.cluster;

import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import dev.skein.model.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as its node sees it: made once at the start, the same object whether the grid is there, was lost, or was never
 * configured. What this node says is kept and said again whenever a grid is connected.
 */
public final class Cluster {
    /** Kind of report: the node is about to leave. */
    private static final String LEAVING = "leaving";

    private final Membership membership;
    private final Facts facts;
    private final Reports reports;
    private final Feed feed;
    private final SharedPins pins = new SharedPins();
    private final Agreed agreed = new Agreed();
    private final Quotas quotas;
    private final Grids grids;
    private final Standstill standstill;
    private final List<Runnable> whenConnected = new CopyOnWriteArrayList<>();
    private volatile @Nullable Carrier carrier;
    private volatile @Nullable GridCarrier there;
    private volatile @Nullable Carrier bridge;
    private volatile boolean frozen;

    /**
     * A node's view, of itself only.
     *
     * @param expected number of nodes that there should be, this one included
     */
    public Cluster(Ticker ticker, Member self, int expected) {
        this.membership = new Membership(ticker, self);
        this.facts = new Facts(membership);
        this.reports = new Reports(membership);
        this.feed = new Feed(self);
        this.quotas = new Quotas(membership, expected);
        this.grids = new Grids(ticker, membership);
        this.standstill = new Standstill(grids);
        membership.listen(change -> {
            if (change.now().state() == State.GONE) {
                reports.gone(change.now().id());
            }
        });
        // It may come after its sender's end, which travels another way.
        reports.listen(LEAVING, report -> membership.stopped(report.author(), report.term()));
    }

    /** A single node: nobody else will ever be heard of. */
    public static Cluster alone(Ticker ticker, String id, String version, String zone) {
        long now = ticker.epochMillis();
        Member self =
                new Member(id, Address.NONE, Role.PROXY, version, "", zone, now, State.PRESENT, now, "a single node");
        return new Cluster(ticker, self, 1);
    }

    /** Whether there is no cluster: a single node by configuration, which never hears of others. */
    public boolean lone() {
        return membership.self().address().equals(Address.NONE);
    }

    /**
     * Whether what is wished here can be agreed on: this node hears a majority of the voters; where there are none, most of
     * the nodes that there should be are in the cluster with this one, and are heard of. Otherwise another part of the
     * cluster may exist that knows nothing of it.
     */
    public boolean inMajority() {
        Agreed.Register register = agreed.register();
        return lone()
                || (register == null ? connected() && 2 * membership.heard() > quotas.expected() : register.heard());
    }

    /** Connects the grid, and has it carry all that the others should know of this node. */
    public void connect(GridCarrier next) {
        there = next;
        plug();
        tell(next);
        whenConnected.forEach(Runnable::run);
    }

    /** What carries to nodes of other grids, from now on, whether there is a grid or not. */
    public void bridge(Carrier next) {
        bridge = next;
        plug();
    }

    /** Has something carry all that others should know of this node. */
    public void tell(Carrier to) {
        if (!frozen) {
            facts.sayAgain().forEach(to::fact);
            reports.sayAgain().forEach(to::report);
            feed.sayAgain().forEach(to::line);
        }
    }

    /** Takes in a pin of another grid's node, which this node's grid keeps, too. */
    public void adopt(long key, long server, Duration maxIdle) {
        pins.accept(key, server);
        GridCarrier grid = there;
        if (grid != null && !frozen) {
            grid.pin(key, server, maxIdle);
        }
    }

    /** Tells the listener of all pins that this node's grid keeps; none where it has none. May wait. */
    public void keptPins(SharedPins.Listener to) {
        GridCarrier grid = there;
        if (grid != null && !frozen) {
            grid.pins(to);
        }
    }

    /** Tells all others that this node stops, so that they take its end for no failure. */
    public void leave() {
        reports.publish(LEAVING, new Encoder(1).done());
    }

    /** Whether that life of a node has said that it stops. */
    public boolean leaves(String id, long boot) {
        Report leaving = reports.latest(LEAVING).get(id);
        return leaving != null && leaving.term() == boot;
    }

    /** Has the carrier compare what it carries with what it should, now and then; it costs little where nothing is lost. */
    public void remind() {
        Carrier to = carrier;
        if (to != null) {
            facts.sayAgain().forEach(to::fact);
            reports.sayAgain().forEach(to::report);
        }
    }

    /** The grid is gone; this node goes on by itself. */
    public void disconnect(String reason) {
        there = null;
        plug();
        membership.outside(reason);
    }

    /**
     * Holds messages back, both ways, while {@code on}: this node goes on with what it knew. What others said of lasting
     * things meanwhile is taken in afterwards; for drills.
     */
    public void freeze(boolean on) {
        frozen = on;
        facts.freeze(on);
        reports.freeze(on);
        plug();
        remind();
    }

    private void plug() {
        GridCarrier grid = frozen ? null : there;
        Carrier beside = frozen ? null : bridge;
        Carrier only = grid == null ? beside : grid;
        Carrier used = grid == null || beside == null ? only : new Both(grid, beside);
        carrier = used;
        facts.carrier(used);
        reports.carrier(used);
        feed.carrier(used);
        pins.carrier(used);
        quotas.carrier(grid);
    }

    /** Whether the grid is there. */
    public boolean connected() {
        return there != null && !frozen;
    }

    /** Runs something whenever the grid has been connected: to say again what nobody kept. */
    public Runnable whenConnected(Runnable action) {
        whenConnected.add(action);
        return () -> whenConnected.remove(action);
    }

    public Membership membership() {
        return membership;
    }

    public Facts facts() {
        return facts;
    }

    public Reports reports() {
        return reports;
    }

    public Feed feed() {
        return feed;
    }

    public SharedPins pins() {
        return pins;
    }

    public Agreed agreed() {
        return agreed;
    }

    public Quotas quotas() {
        return quotas;
    }

    public Grids grids() {
        return grids;
    }

    public Standstill standstill() {
        return standstill;
    }
}
