package dev.skein.heartbeat;

import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * This node's heartbeats and leases, wherever they run: in this process ({@link Heartbeat}), or in the node's keeper. Any
 * thread; what is set takes effect a moment later.
 */
public interface Pulse extends AutoCloseable {

    /** The other nodes' addresses; datagrams from elsewhere are refused. */
    void peers(List<InetSocketAddress> addresses);

    /** Follows the register's voter set; an older one is ignored. */
    void voters(VoterSet voters);

    void timing(Timing timing);

    void keys(HeartbeatKeys keys);

    /** See {@link dev.skein.lease.Voter#seed}. */
    void seed(long floor);

    /**
     * What shall be held in the cluster; the same list on every node, from the register.
     *
     * @param capacities by node, 1 where not named; 0 holds nothing
     * @param preempt whether something moves although its holder could keep it
     */
    void wanted(List<Plan.Item> items, Map<String, Integer> capacities, boolean preempt);

    /** Hands over what this node holds and takes nothing, while {@code on}. */
    void draining(boolean on);

    /** If this node holds the resource, has the voters move it to that node, which must be alive. */
    void handOver(String resource, String node);

    /** The fencing token under which this node holds the resource right now, or 0. */
    long term(String resource);

    /** Whether this node holds the resource right now: to be asked again before each thing that only the holder may do. */
    default boolean holds(String resource) {
        return term(resource) != 0;
    }

    /** What it hears, as of the last heartbeat. */
    HeartbeatView view();

    /** Gives back what it holds, says that it leaves, and ends. */
    @Override
    void close();
}
