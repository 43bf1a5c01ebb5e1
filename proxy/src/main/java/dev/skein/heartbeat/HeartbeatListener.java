package dev.skein.heartbeat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import java.util.List;

/** Told on the heartbeat's thread: every millisecond spent here delays all leases. */
public interface HeartbeatListener {

    /** A peer came, went, or is heard differently; {@code reason} is for people. */
    void heard(String node, Liveness liveness, String reason);

    /** From now on this node holds the resource; {@code term} is the fencing token. */
    void acquired(String resource, long term);

    /**
     * This node may answer for a resource that it holds until {@code until}, of the heartbeat's ticker: after
     * {@link #acquired}, and whenever a majority has renewed it.
     */
    default void renewed(String resource, long until) {}

    /**
     * This node is about to hand the resource over to that incarnation of another: asked again and again, until it is so or
     * no longer meant.
     *
     * @return whether it may do so now; a successor that would only cause a gap may be waited for, a while
     */
    default boolean ready(String resource, long successor) {
        return true;
    }

    /** Who is there, this node included, with what plans go by; when that, or what is held, has changed. */
    default void candidates(List<Plan.Candidate> all) {}

    /** A peer, in that incarnation, stands otherwise with a virtual address than before. */
    default void stands(String node, long boot, Standing standing) {}

    /** This node holds the resource no more. */
    void lost(String resource, long term, LeaseListener.End why);

    /** A line for the log; what repeats comes at most once a minute. */
    void note(String line);
}
