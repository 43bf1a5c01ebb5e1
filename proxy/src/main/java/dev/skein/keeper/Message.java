package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.heartbeat.Liveness;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What node and keeper tell each other. */
sealed interface Message {
    /** Raised whenever something below changes; the keeper of another number ends, so that it is started anew. */
    int PROTOCOL = 2;

    // ---------------------------------------------------------------- node to keeper

    /**
     * The first message: who the node is, and all that heartbeats start with.
     *
     * @param fresh whether the node has no register yet, so that a memory of promises would be another cluster's
     */
    record Join(
            int protocol, String node, InetSocketAddress bind, boolean fresh, Keys keys, Timing timing, VoterSet voters)
            implements Message {}

    /** Which keys seal and open datagrams. */
    record Keys(int current, Map<Integer, byte[]> secrets) implements Message {}

    record Timed(Timing timing) implements Message {}

    record Voters(VoterSet voters) implements Message {}

    record Peers(List<InetSocketAddress> addresses) implements Message {}

    record Wanted(List<Plan.Item> items, Map<String, Integer> capacities, boolean preempt) implements Message {}

    record Seed(long floor) implements Message {}

    record Draining(boolean on) implements Message {}

    /** An operator wants that node to hold the resource. */
    record Move(String resource, String node) implements Message {}

    /**
     * The virtual addresses of the cluster, and what to run when one comes or goes.
     *
     * @param drain how long connections of one that was handed over may live on at this node
     */
    record Addresses(List<KeptAddress> addresses, HookSettings hooks, Duration drain) implements Message {}

    /** Another node's connections to virtual addresses, as its keeper wrote them. */
    record PeerFlows(String node, byte[] flows) implements Message {}

    /**
     * A sign of life.
     *
     * @param at of the node's clock; comes back in {@link Picture#echo}
     * @param unwell why this node should hold nothing; empty: it is well
     */
    record Well(long at, String unwell) implements Message {}

    // ---------------------------------------------------------------- keeper to node

    /**
     * The answer to {@link Join}.
     *
     * @param remembers whether the keeper's voter knows what it promised before
     */
    record Welcome(int protocol, boolean remembers) implements Message {}

    record Heard(String node, Liveness liveness, String reason) implements Message {}

    record Acquired(String resource, long term) implements Message {}

    record Lost(String resource, long term, LeaseListener.End why) implements Message {}

    record Note(String line) implements Message {}

    /** This machine's connections to virtual addresses, for the other nodes' keepers; see {@link FlowCodec}. */
    record Flows(byte[] flows) implements Message {}

    /**
     * Who is heard and what is held.
     *
     * @param echo {@link Well#at} of the last sign of life that came before; 0 before the first
     * @param held what this node may answer for, counted from {@code echo} on
     */
    record Picture(long echo, List<Held> held, HeartbeatView view) implements Message {}

    /** A lease of this node: {@code remaining} nanoseconds of it are left. */
    record Held(String resource, long term, long remaining) {}
}
