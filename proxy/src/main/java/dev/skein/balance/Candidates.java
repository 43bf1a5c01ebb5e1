package dev.skein.balance;

import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pool as a request sees it, at one moment: its servers in fixed order, and who of them may be picked. Immutable, made
 * by the control thread, read on every event loop. An exchange takes a fresh set for each attempt:
 *
 * <pre>{@code
 * context.begin(now);
 * int server = set.select(request, context);            // -1: none; context.saturated() says whether all were full
 * ...
 * context.tried(set, server); server = next.select(request, context);    // the next best, perhaps of a newer set
 * }</pre>
 */
public final class Candidates {
    private static final AtomicLong SERIALS = new AtomicLong();

    private final long serial = SERIALS.incrementAndGet();
    private final Selection selection;
    private final Candidate[] all;
    private final ServerLoad[] loads;
    private final int[] weights;
    private final long[] sortedIds;
    private final int[] positions;
    private final boolean limited;
    private final boolean panic;
    private final Tier[] tiers;
    private final @Nullable Rendezvous bound;
    private final @Nullable SessionTokens tokens;

    private Candidates(Selection selection, List<Candidate> members, @Nullable Candidates before) {
        this.selection = selection;
        this.all = members.toArray(Candidate[]::new);
        this.loads = members.stream().map(Candidate::load).toArray(ServerLoad[]::new);
        this.weights =
                members.stream().mapToInt(c -> Math.max(1, c.effectiveWeight())).toArray();
        this.sortedIds = members.stream().mapToLong(Candidate::id).sorted().toArray();
        this.positions = new int[all.length];
        this.limited = members.stream().anyMatch(c -> c.maxConnections() > 0);
        for (int i = 0; i < all.length; i++) {
            positions[Arrays.binarySearch(sortedIds, all[i].id())] = i;
        }
        Tiers rules = new Tiers(selection, members);
        this.panic = rules.panic();
        List<int[]> ranks = rules.ranks();
        this.tiers = new Tier[ranks.size()];
        for (int rank = 0; rank < tiers.length; rank++) {
            Tier like = before == null || rank >= before.tiers.length ? null : before.tiers[rank];
            tiers[rank] = new Tier(this, rank, ranks.get(rank), like);
        }
        Rendezvous boundBefore = before == null ? null : before.bound;
        this.bound =
                selection.affinity() instanceof Affinity.Keyed ? Rendezvous.of(this, accepting(), boundBefore) : null;
        this.tokens =
                selection.affinity() instanceof Affinity.Cookie cookie ? new SessionTokens(cookie.cookie(), all) : null;
    }

    /** The first set of a pool; see {@link #of(Selection, List, Candidates)}. */
    public static Candidates of(Selection selection, List<Candidate> members) {
        return of(selection, members, null);
    }

    /**
     * A set of these servers. Their numbers are their places in the list.
     *
     * @param before the set that this one replaces, if any: what hashing has worked out is kept where it still holds
     * @throws IllegalArgumentException if a server occurs twice, or there are more than {@value Rendezvous#MOST}
     */
    public static Candidates of(Selection selection, List<Candidate> members, @Nullable Candidates before) {
        long distinct = members.stream().mapToLong(Candidate::id).distinct().count();
        if (distinct < members.size()) {
            throw new IllegalArgumentException("servers: " + members.size() + " with only " + distinct
                    + " different ids (expected: each server once)");
        }
        if (members.size() > Rendezvous.MOST) {
            throw new IllegalArgumentException(
                    "servers: " + members.size() + " (expected: at most " + Rendezvous.MOST + ")");
        }
        return new Candidates(selection, members, before);
    }

    /**
     * The server for the request's next attempt: the one its session is bound to, else what the algorithm picks; never one
     * already tried.
     *
     * @return its number, or -1 if there is none; then {@link PickContext#saturated()} says whether waiting may help,
     *     and {@link PickContext#bound()} whether it is a session that waits for its own server
     */
    public int select(RequestView request, PickContext context) {
        int server = selection.affinity().bound(this, request, context);
        if (server >= 0) {
            loads[server].bound(context.loop());
            return server;
        }
        if (server == Affinity.WAIT) {
            return -1;
        }
        if (selection.balancer() instanceof ConsistentHash hashing) {
            context.hash(hashing.key().hash(request));
        }
        server = pick(context);
        if (server >= 0 && context.issuesCookie()) {
            loads[server].session(context.loop());
        }
        return server;
    }

    /** What the algorithm picks, sessions aside. A consistent hash wants {@link PickContext#hash(long)} set. */
    public int pick(PickContext context) {
        return selection.balancer().pick(this, context);
    }

    /**
     * The value of a {@code Set-Cookie} field that binds the session to this server; ready-made bytes, not to be changed.
     * Null where the affinity needs none. To be sent when {@link PickContext#issuesCookie()}.
     */
    public byte @Nullable [] cookie(int server, boolean secure) {
        return tokens == null ? null : tokens.setCookie(server, secure);
    }

    /** Whether {@link #learn} wants to see the {@code Set-Cookie} fields of responses. */
    public boolean learns() {
        return selection.affinity() instanceof Affinity.Keyed keyed && keyed.learns();
    }

    /**
     * A server set a cookie; if it is the one that names the application's sessions, its session is bound to that server.
     *
     * @param bytes the field's value is {@code [start, end)} in it
     */
    public void learn(byte[] bytes, int start, int end, int server, PickContext context) {
        if (selection.affinity() instanceof Affinity.Keyed keyed
                && keyed.learn(bytes, start, end, all[server], context.now())) {
            loads[server].session(context.loop());
        }
    }

    /**
     * Has sessions of keys stay where they are, as far as that server still takes them, before this set takes the place of
     * another. Control thread.
     *
     * @param pinned hears of each session that would have moved
     */
    public void stay(Candidates before, long now, Pins.Listener pinned) {
        boolean sameRing = bound == null || bound.equals(before.bound);
        if (!sameRing && selection.affinity() instanceof Affinity.Keyed keyed) {
            keyed.stay(this, now, pinned);
        }
    }

    /** The server with this number. */
    public Candidate at(int index) {
        return all[index];
    }

    public int size() {
        return all.length;
    }

    /** Number of the server with this id, or -1. */
    public int indexOf(long id) {
        int at = Arrays.binarySearch(sortedIds, id);
        return at < 0 ? -1 : positions[at];
    }

    public Selection selection() {
        return selection;
    }

    /** Whether too few servers serve and findings are mistrusted. */
    public boolean panic() {
        return panic;
    }

    /** Rank of a server: 0 for first choice, -1 if it gets no new requests. For the page and {@code explain}. */
    public int rankOf(int index) {
        for (Tier tier : tiers) {
            if (Arrays.binarySearch(tier.members(), index) >= 0) {
                return tier.rank();
            }
        }
        return -1;
    }

    /** Whether a server takes requests of sessions bound to it; in a panic whatever was found about it. */
    public boolean acceptsBound(int index) {
        Candidate candidate = all[index];
        return candidate.standing().acceptsBound()
                || (panic && candidate.standing().wanted());
    }

    long serial() {
        return serial;
    }

    int tiers() {
        return tiers.length;
    }

    Tier tier(int rank) {
        return tiers[rank];
    }

    ServerLoad loadOf(int index) {
        return loads[index];
    }

    /** Effective weight, at least 1. */
    int weightOf(int index) {
        return weights[index];
    }

    @Nullable
    Rendezvous boundHashing() {
        return bound;
    }

    @Nullable
    SessionTokens tokens() {
        return tokens;
    }

    boolean usable(int index, PickContext context) {
        return !context.isTried(index) && !(limited && full(all[index], context));
    }

    private static boolean full(Candidate candidate, PickContext context) {
        int limit = candidate.maxConnections();
        if (limit > 0 && candidate.load().acquired() >= limit) {
            context.metFull();
            return true;
        }
        return false;
    }

    private int[] accepting() {
        int[] members = new int[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (acceptsBound(i)) {
                members[count++] = i;
            }
        }
        return Arrays.copyOf(members, count);
    }
}
