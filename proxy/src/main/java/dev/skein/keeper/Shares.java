package dev.skein.keeper;

import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Standing;
import dev.skein.heartbeat.Standing.Kind;
import dev.skein.keeper.HandOverPort.Division;
import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that all nodes serve: the holder of the lease answers who asks where the address is, and sends each flow to the
 * home of its bucket; the others serve what is sent to them, as long as a majority names a holder. Of the heartbeat's thread.
 */
final class Shares {
    /** How often what failed is tried again. */
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final Attempts attempts;
    private final Others others;
    private final Clientele clientele;
    private final Map<KeptAddress, Share> all = new LinkedHashMap<>();
    private final Set<String> lost = new HashSet<>();
    private List<Candidate> candidates = List.of();
    private Map<KeptAddress, Division> divided = Map.of();
    private @Nullable HandOverPort port;
    private Timing timing = Timing.NORMAL;
    private String self = "";
    private boolean there = true;
    private long again;

    Shares(Ticker ticker, Attempts attempts, Others others, Clientele clientele) {
        this.ticker = ticker;
        this.attempts = attempts;
        this.others = others;
        this.clientele = clientele;
        this.again = ticker.nanos();
    }

    static boolean is(KeptAddress address) {
        return address.isBy(KeptAddress.Carrier.SHARED);
    }

    /** This node's id, and the addresses that there are. */
    void addresses(String node, Collection<KeptAddress> kept) {
        self = node;
        all.keySet().retainAll(kept);
        kept.stream()
                .filter(Shares::is)
                .forEach(address -> all.computeIfAbsent(address, _ -> new Share(ticker.nanos())));
    }

    void timing(Timing next) {
        timing = next;
    }

    /** Who is there, this node included. */
    void candidates(List<Candidate> next) {
        candidates = List.copyOf(next);
        lost.clear();
        divide();
    }

    /** Sooner than who is there is told anew: flows are not sent to a node that has just ended. */
    void heard(String node, Liveness liveness) {
        if (liveness == Liveness.ALIVE || liveness == Liveness.ONE_WAY) {
            lost.remove(node);
        } else {
            lost.add(node);
        }
        divide();
    }

    /** This machine's kernel, which knows nothing yet; null while it is not open. */
    void port(@Nullable HandOverPort next) {
        port = next;
        divided = Map.of();
        again = ticker.nanos();
    }

    /** Whether this machine's node is there. */
    void there(boolean now) {
        there = now;
    }

    /** It is held by another from now on, and served here beside that. */
    boolean retires(KeptAddress address) {
        Share share = all.get(address);
        HandOverPort to = port;
        if (share == null || to == null) {
            return false;
        }
        share.held = false;
        share.until = ticker.nanos() + timing.promise();
        return attempts.make(address, () -> to.stepBack(address, share.until));
    }

    /** It is neither held nor served; whether it was served. */
    boolean dropped(KeptAddress address) {
        Share share = all.get(address);
        boolean served = share != null && share.until != 0;
        if (share != null) {
            share.held = false;
            share.until = 0;
        }
        return served;
    }

    /** Those that this node serves, held or not. */
    Set<KeptAddress> served() {
        return all.entrySet().stream()
                .filter(each -> each.getValue().isServed(ticker.nanos()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is due several times a second.
     *
     * @param holder whom a majority names; empty: nobody, as far as this node hears
     */
    void turn(KeptAddress address, boolean held, String holder) {
        Share share = all.get(address);
        HandOverPort to = port;
        if (share == null || to == null) {
            return;
        }
        share.held = held;
        share.holder(held ? self : holder);
        long now = ticker.nanos();
        boolean due = share.until == 0 || share.until - now < timing.promise() / 4 * 3;
        if (!held && there && !holder.isEmpty() && due && now - share.again >= 0) {
            long next = now + timing.promise();
            if (attempts.make(address, () -> to.serve(address, next))) {
                share.until = next;
            } else {
                share.again = now + AGAIN;
            }
        }
    }

    /** Tells the kernel where flows go, if that has changed. */
    void divide() {
        HandOverPort to = port;
        if (to == null || ticker.nanos() - again < 0) {
            return;
        }
        Map<KeptAddress, Division> next = new HashMap<>();
        all.forEach((address, share) -> next.put(address, division(address, share)));
        Map<KeptAddress, Set<Flow>> elsewhere = elsewhere();
        if (next.equals(divided) && elsewhere.isEmpty()) {
            return;
        }
        try {
            to.divide(next, elsewhere);
            divided = next;
            all.values().forEach(Share::isBack);
            elsewhere.keySet().stream().findFirst().ifPresent(any -> attempts.make(any, () -> endSuperseded(to)));
        } catch (IOException e) {
            attempts.note().accept("shared addresses: flows can't be divided: " + e.getMessage());
            again = ticker.nanos() + AGAIN;
        }
    }

    /**
     * What others have told of, of addresses of which this node takes new flows again. Its own old connections may be among
     * them: their clients were told that they are gone, and have used the ports anew.
     */
    private Map<KeptAddress, Set<Flow>> elsewhere() {
        Map<KeptAddress, Set<Flow>> elsewhere = new HashMap<>();
        all.forEach((address, share) -> {
            Set<String> nodes = share.meanwhile(lost);
            if (!nodes.isEmpty()) {
                elsewhere.put(address, clientele.of(address.address(), nodes));
            }
        });
        return elsewhere;
    }

    private void endSuperseded(HandOverPort to) throws IOException {
        int ended = to.endSuperseded();
        if (ended > 0) {
            attempts.note()
                    .accept("shared addresses: " + ended + " old connections ended, opened anew elsewhere since");
        }
    }

    private Division division(KeptAddress address, Share share) {
        if (share.moves(self, capacities(address, share), present())) {
            attempts.note().accept(address.address().getHostAddress() + ": " + share);
        }
        return share.division(self, node -> node.isEmpty() || node.equals(self) ? 0L : others.mac(node, address.key()));
    }

    private Set<String> present() {
        return candidates.stream()
                .map(Candidate::node)
                .filter(node -> !lost.contains(node))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of those that take new flows: who has just come gets none while there are others. */
    private Map<String, Integer> capacities(KeptAddress address, Share share) {
        List<Candidate> able = candidates.stream()
                .filter(each -> each.eligible() && each.capacity() > 0 && !lost.contains(each.node()))
                .filter(each -> serves(address, share, each.node()))
                .toList();
        boolean anySteady = able.stream().anyMatch(Candidate::steady);
        Map<String, Integer> capacities = new TreeMap<>();
        able.stream()
                .filter(each -> each.steady() || !anySteady)
                .forEach(each -> capacities.put(each.node(), each.capacity()));
        return capacities;
    }

    private boolean serves(KeptAddress address, Share share, String node) {
        return node.equals(self)
                ? share.isServed(ticker.nanos())
                : node.equals(share.holder) || others.isReady(node, address.key());
    }

    /** What the others are told. */
    List<Standing> standings(HandOverPort port, Set<String> barred) {
        return all.entrySet().stream()
                .map(each -> {
                    KeptAddress address = each.getKey();
                    Kind kind =
                            each.getValue().held || !each.getValue().isServed(ticker.nanos()) ? Kind.ABLE : Kind.READY;
                    return new Standing(
                            address.key(),
                            port.mac(address),
                            barred.contains(address.resource()) ? Kind.UNABLE : kind,
                            0);
                })
                .toList();
    }
}
