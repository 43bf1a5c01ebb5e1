package dev.skein.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for each node. Written on the link's thread, read on any.
 *
 * <p>Two nodes that dial each other at the same moment end up with two connections; both keep the one that the node with
 * the smaller id dialed. A connection that says so replaces the one before (new certificates). A node that is back after
 * its old connection fell silent replaces it; while the old one is alive, another process with that id is refused.
 */
final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    private final LinkCore core;
    private final ConcurrentMap<String, LinkConnection> current = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicLong> dropped = new ConcurrentHashMap<>();
    private final Consumer<String> lost;

    /** @param lost told the id of each node that can't be spoken to any more */
    Peers(LinkCore core, Consumer<String> lost) {
        this.core = core;
        this.lost = lost;
    }

    Map<String, LinkConnection> all() {
        return current;
    }

    @Nullable
    LinkConnection of(String node) {
        return current.get(node);
    }

    AtomicLong dropped(String node) {
        return dropped.computeIfAbsent(node, unused -> new AtomicLong());
    }

    /** Whether a greeting makes sense beside the connections there are; null: yes. */
    @Nullable
    Refusal admit(Hello hello, boolean dialed, boolean renews) {
        if (hello.node().equals(core.node())) {
            return hello.incarnation() == core.incarnation()
                    ? Refusal.quiet("that is this node itself")
                    : Refusal.loud("two nodes call themselves " + hello.node() + " (expected: different node ids)");
        }
        LinkConnection there = current.get(hello.node());
        if (there == null) {
            return null;
        }
        if (there.hello().incarnation() != hello.incarnation()) {
            return there.isFresh()
                    ? Refusal.loud("a node " + hello.node() + " is connected already, from "
                            + LinkCore.host(LinkCore.remote(there.channel())) + " (expected: different node ids)")
                    : null;
        }
        if (renews || dialed) {
            // Whoever was dialed has agreed already; what both decide now follows from who dialed, and not from time.
            return null;
        }
        boolean lostItsEnd = !there.origin().dialed() && !there.isFresh();
        return lostItsEnd ? null : Refusal.quiet("connected already");
    }

    /** A connection on which both have introduced themselves. */
    void established(LinkConnection next) {
        String node = next.hello().node();
        LinkConnection before = current.get(node);
        if (before == null) {
            current.put(node, next);
            LOG.info(
                    "node {} connected ({}, Skein {})",
                    node,
                    next.address(),
                    next.hello().version());
            core.events().connected(node, next.hello().version(), LinkCore.remote(next.channel()));
            return;
        }
        boolean crossed = before.hello().incarnation() == next.hello().incarnation()
                && !next.origin().renews()
                && before.origin().dialed() != next.origin().dialed();
        if (crossed && !dialedBySmaller(next)) {
            next.drain();
            return;
        }
        current.put(node, next);
        before.drain();
    }

    private boolean dialedBySmaller(LinkConnection connection) {
        return connection.origin().dialed()
                == (core.node().compareTo(connection.hello().node()) < 0);
    }

    /** A connection is over. */
    void ended(LinkConnection connection, String reason) {
        String node = connection.hello().node();
        if (current.remove(node, connection)) {
            LOG.info("node {} lost: {}", node, reason);
            core.events().lost(node, reason);
            lost.accept(node);
        }
    }

    /**
     * Why not.
     *
     * @param quiet whether nobody needs to hear of it
     */
    record Refusal(boolean quiet, String text) {
        static Refusal quiet(String text) {
            return new Refusal(true, text);
        }

        static Refusal loud(String text) {
            return new Refusal(false, text);
        }
    }
}
