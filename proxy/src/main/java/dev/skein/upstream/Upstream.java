package dev.skein.upstream;

import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One server as connections see it: its policy and a pool of connections on each event loop. */
public final class Upstream {
    private final List<ConnectionPool> pools;
    private volatile UpstreamPolicy policy;
    /** Counts moves; written by control alone, after the policy, so that whoever reads it first can't have an older policy. */
    private final AtomicInteger place = new AtomicInteger();

    Upstream(Loops loops, UpstreamPolicy policy) {
        this.policy = policy;
        List<ConnectionPool> made = new ArrayList<>();
        for (Loop loop : loops.all()) {
            made.add(new ConnectionPool(this, loop, loops));
        }
        this.pools = List.copyOf(made);
    }

    /** The pool of this server on the given loop; to be used only there. */
    public ConnectionPool on(Loop loop) {
        return pools.get(loop.index());
    }

    /** Where the server is, as a number: connections made at another one are not used again. */
    int place() {
        return place.get();
    }

    UpstreamPolicy policy() {
        return policy;
    }

    /** New connections follow the new policy; idle ones to another address are closed. */
    @SuppressWarnings("ReferenceEquality") // a context is made anew exactly when its files changed
    void change(UpstreamPolicy next) {
        boolean moved = !next.address().equals(policy.address())
                || next.tls() != policy.tls()
                || next.http2() != policy.http2();
        policy = next;
        if (moved) {
            place.incrementAndGet();
        }
        pools.forEach(pool -> pool.policyChanged(moved));
    }

    /** Idle connections are closed now, busy ones when their exchange ends. */
    void close() {
        pools.forEach(ConnectionPool::close);
    }

    void warmUp() {
        pools.forEach(ConnectionPool::warmUp);
    }
}
