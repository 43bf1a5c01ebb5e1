package dev.skein.cluster;

/**
 * A node of the cluster, as this node sees it.
 *
 * @param id unique among the members that are not gone
 * @param grid that it is a member of, as {@link GridName} writes it; empty: none, of a node that has no cluster
 * @param boot number of this life of the node; grows from start to start
 * @param since when it got into this state, milliseconds since 1970 by this node's clock
 * @param reason why it is in this state, a short sentence for people
 */
public record Member(
        String id,
        Address address,
        Role role,
        String version,
        String grid,
        String zone,
        long boot,
        State state,
        long since,
        String reason) {

    /**
     * Where a node is reached by the others.
     *
     * @param host address literal, IPv6 without brackets
     * @param grid TCP port
     * @param link TCP port
     * @param heartbeats UDP port
     */
    public record Address(String host, int grid, int link, int heartbeats) {
        /** None: of a node that has no cluster. */
        public static final Address NONE = new Address("", 0, 0, 0);

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + grid;
        }
    }

    /** What a node does. */
    public enum Role {
        PROXY,
        /** Votes and holds copies, takes no requests. */
        WITNESS
    }

    /** How a node stands to the cluster. */
    public enum State {
        /** This node, before it is in the grid, or while it is out of it: it serves on its own. */
        JOINING,
        /** A member like any other. */
        PRESENT,
        /** A member that somebody has not heard of for a while. */
        SUSPECT,
        /** Left, died, or was cut off. What it knew still counts until somebody else knows better. */
        GONE
    }

    /** Whether it is in the cluster, suspect or not. */
    public boolean isIn() {
        return state == State.PRESENT || state == State.SUSPECT;
    }

    Member in(State next, long now, String why) {
        return new Member(id, address, role, version, grid, zone, boot, next, now, why);
    }
}
