package dev.skein.grid;

import dev.skein.cluster.GridName;
import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Membership;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.Peer;
import dev.skein.cluster.trust.WrongPeers;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may join: the rules by which a node refuses another, each with a sentence for both sides' operators. Any thread. */
final class Doorkeeper {
    private static final long CLOCK_MILLIS = 5_000;
    /** After that somebody may be looked for again where a node of another grid was met. */
    private static final long ASIDE_MILLIS = 60_000;

    private final Supplier<Hello> self;
    private final Listed listed;
    private final Membership membership;
    private final @Nullable NodeTrust trust;
    private final WrongPeers wrongPeers;
    private final Ticker ticker;
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final Set<InetSocketAddress> tests = ConcurrentHashMap.newKeySet();
    private final Set<Long> told = ConcurrentHashMap.newKeySet();
    private final Complaints complaints;
    private final Map<String, Long> aside = new ConcurrentHashMap<>();
    private volatile @Nullable String refusal;

    Doorkeeper(
            Supplier<Hello> self,
            Listed listed,
            Membership membership,
            @Nullable NodeTrust trust,
            Complaints complaints) {
        this.self = self;
        this.listed = listed;
        this.membership = membership;
        this.trust = trust;
        this.complaints = complaints;
        this.ticker = complaints.ticker();
        this.wrongPeers = new WrongPeers(ticker, complaints::peer);
    }

    @Nullable
    NodeTrust trust() {
        return trust;
    }

    Hello self() {
        return self.get();
    }

    /**
     * Why a node is refused, null if it is welcome.
     *
     * @param from where its connection comes from
     * @param certificate null: clear text, where its word must do
     */
    @Nullable
    String check(Hello peer, InetAddress from, Peer.@Nullable Named certificate) {
        Hello own = self.get();
        if (!peer.cluster().equals(own.cluster())) {
            return "it is of cluster '" + peer.cluster() + "' (expected: '" + own.cluster() + "')";
        }
        if (!peer.grid().equals(own.grid()) && !isBeside(peer)) {
            return "Skein " + peer.version() + " there has grid " + peer.grid() + ", Skein " + own.version()
                    + " here has " + own.grid() + " (expected: the same on both)";
        }
        if (certificate != null && !certificate.is(peer.id())) {
            return "it calls itself '" + peer.id() + "' and its certificate is for '" + certificate + "'";
        }
        if (peer.id().equals(own.id())) {
            return peer.boot() == own.boot()
                    ? "it is this node itself"
                    : "its id '" + peer.id()
                            + "' is that of this node, too (expected: a different node.id on each node)";
        }
        return place(peer, from);
    }

    /**
     * Whether a node that is not refused is one of another grid of this cluster, to be met by the node link only. Both
     * sides know by their greetings, so that no word of a refusal is needed, which would be a complaint.
     */
    boolean stepsAside(String who, Hello peer) {
        boolean beside = isBeside(peer);
        if (beside) {
            failures.remove(who);
            aside.put(peer.address().toString(), ticker.millis());
        }
        return beside;
    }

    private boolean isBeside(Hello peer) {
        GridName own = GridName.of(self.get().grid());
        return own != null && own.isBeside(GridName.of(peer.grid()));
    }

    /** Where nodes may be that this one's grid can take in: not those that are known to be in another one. */
    List<String> invited() {
        return listed.texts(beside());
    }

    /** Whether nodes are asked that have turned out to be in another grid, which Hazelcast would do for a minute. */
    boolean isVain(List<String> asked) {
        return asked.stream().anyMatch(beside()::contains);
    }

    /** Those that are known to be there, and those that were met lately. */
    private Set<String> beside() {
        Set<String> there = new HashSet<>();
        membership.beside().forEach(member -> there.add(member.address().toString()));
        aside.forEach((address, at) -> {
            if (ticker.millis() - at < ASIDE_MILLIS) {
                there.add(address);
            }
        });
        return there;
    }

    private @Nullable String place(Hello peer, InetAddress from) {
        Address address = peer.address();
        if (!listed.contains(address)) {
            return "node '" + peer.id() + "' at " + address + " is not listed (expected: one of cluster.members)";
        }
        if (!InetAddress.ofLiteral(address.host()).equals(from)) {
            return "it says that it is at " + address.host() + " and comes from " + Listed.literal(from);
        }
        Member known = membership.find(peer.id());
        if (known == null || !known.isIn() || known.boot() == peer.boot() || same(known, address)) {
            return null;
        }
        return "its id '" + peer.id() + "' is that of the node at " + known.address()
                + ", too (expected: a different node.id on each node)";
    }

    private static boolean same(Member known, Address address) {
        return known.address().host().equals(address.host()) && known.address().grid() == address.grid();
    }

    /** A connection from there is this node's own test. */
    void expectTest(InetSocketAddress from) {
        tests.add(from);
    }

    boolean isTest(InetSocketAddress from) {
        return tests.contains(from);
    }

    /** A connection was refused on this side, or could not be secured. */
    void refused(String who, String why) {
        failures.put(who, why);
        wrongPeers.refused(who, why);
    }

    /** The other side refused this node. */
    void refusedBy(String who, String why) {
        refusal = who + " refused this node: " + why;
        failures.put(who, "refused this node: " + why);
        wrongPeers.refused(who, "by that node, not by this one: " + why);
    }

    /** A node is welcome on both sides. */
    void welcome(String who, Hello peer) {
        failures.remove(who);
        aside.remove(peer.address().toString());
        long apart = peer.epochMillis() - ticker.epochMillis();
        if (Math.abs(apart) > CLOCK_MILLIS && told.add(peer.boot())) {
            String text = "the clock of node '" + peer.id() + "' is " + Math.abs(apart) / 1000 + " s "
                    + (apart > 0 ? "ahead of" : "behind") + " this one's (expected: both right, by NTP or PTP)";
            complaints.add(EventKind.CLOCKS_DIFFER, text);
        }
    }

    /** What happened at an address lately; null: nothing. */
    @Nullable
    String failure(Address address) {
        return failures.getOrDefault(address.toString(), failures.get(address.host()));
    }

    /** Whether this node was refused since {@link #takeRefusal}. */
    boolean isRefused() {
        return refusal != null;
    }

    /** Why this node was refused since the last call, null if it was not. */
    @Nullable
    String takeRefusal() {
        String last = refusal;
        refusal = null;
        return last;
    }
}
