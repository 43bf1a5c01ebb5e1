package dev.skein.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that make one proxy, and how they talk.
 *
 * @param name the same on all nodes of one cluster
 * @param bind where this node listens for the others, never a wildcard; its port is the grid's
 * @param members all nodes, usually this one included; who is not among them is refused
 * @param voters ids of nodes, different ones, at most {@link #MAX_VOTERS}; they count where no register knows better
 * @param secret at least 16 characters; null: heartbeats have no key, so that nothing is decided by a majority
 * @param tls null: clear text, which only loopback or {@code insecure} allows
 * @param probers nodes that check each server, 1 to 7
 * @param insecure the operator's word that clear text beyond loopback is meant
 * @param capacities by node id, how much of the virtual addresses it carries against the others: 0 to 100; 1 where none is
 *     given
 * @param preempt whether a virtual address moves although its holder could keep it: to a node that is preferred, or that
 *     has less than its share
 * @param pair whether one of two voters may go on alone: two holders of one address where both live, but can't hear each other
 * @param drainTimeout how long connections of an address that was handed over live on at its former holder
 * @param recentHeads bytes for heads of recent requests, which other configurations are tried with; 0: none are kept
 */
public record ClusterSettings(
        Place place,
        String name,
        HostPort bind,
        Ports ports,
        List<Member> members,
        List<String> voters,
        Role role,
        @Nullable Secret secret,
        @Nullable Tls tls,
        boolean insecure,
        int probers,
        FailureDetection failureDetection,
        Commit commit,
        List<VirtualIpSettings> virtualIps,
        Map<String, Integer> capacities,
        boolean preempt,
        Hooks hooks,
        boolean pair,
        Duration drainTimeout,
        long recentHeads) {

    /** More would make every decision wait for more nodes and survive little more. */
    public static final int MAX_VOTERS = 7;

    /** Whether this node may hold virtual addresses, so that it needs a keeper; a witness holds none. */
    public boolean keeps() {
        return !virtualIps.isEmpty() && role == Role.PROXY;
    }

    /**
     * Ports on the cluster's address, 1 to 65535.
     *
     * @param grid TCP, shared state
     * @param link TCP, from node to node
     * @param heartbeats UDP
     */
    public record Ports(int grid, int link, int heartbeats) {}

    /**
     * Where a node is, or several by one name.
     *
     * @param host address literal without brackets, or a name that is looked up again and again
     * @param ports as far from the member's grid port as this node's are from its own
     * @param text as written
     */
    public record Member(String host, boolean isName, Ports ports, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** What the node does in the cluster. */
    public enum Role {
        /** Takes requests. */
        PROXY,
        /** Votes and holds copies, so that two proxies can lose one; takes no requests. */
        WITNESS
    }

    /**
     * PEM files. Whoever has a certificate of the authority, not revoked, may become the node of its name.
     *
     * @param revoked null: none
     */
    public record Tls(
            Place place,
            Path ca,
            Path cert,
            Path key,
            @Nullable Path revoked) {}

    /**
     * What is run when a virtual address comes or goes, as programs with their arguments; no shell sees them.
     *
     * @param onAcquire after this node took one; empty: nothing
     * @param onRelease after this node gave one up
     * @param onFence before this node takes one from a node that fell silent
     */
    public record Hooks(List<String> onAcquire, List<String> onRelease, List<String> onFence, Duration timeout) {}

    /** How soon a silent node counts as gone, by heartbeats. */
    public enum FailureDetection {
        NORMAL(100, 500),
        FAST(50, 200),
        CALM(500, 2500);

        private final Duration heartbeat;
        private final Duration promise;

        FailureDetection(int heartbeatMillis, int promiseMillis) {
            this.heartbeat = Duration.ofMillis(heartbeatMillis);
            this.promise = Duration.ofMillis(promiseMillis);
        }

        /** Between two heartbeats. */
        public Duration heartbeat() {
            return heartbeat;
        }

        /** How long a voter's promise holds. */
        public Duration promise() {
            return promise;
        }
    }

    /** When a changed configuration takes effect in the cluster. */
    public enum Commit {
        /** By itself, once the files of all live nodes say the same. */
        WHEN_EQUAL,
        /** On command only. */
        ON_APPLY
    }
}
