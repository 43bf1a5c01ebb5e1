package dev.skein.telemetry;

import dev.skein.model.Health;
import java.util.Locale;

/** The catalogue of what the journal tells: each kind with its severity and what it means. */
public enum EventKind {
    NODE_STARTED(Severity.INFO, "the node serves"),
    NODE_STOPPING(Severity.INFO, "the node takes no new connections and finishes its exchanges"),
    NODE_STOPPED(Severity.INFO, "the node has ended its exchanges"),
    LISTENER_OPENED(Severity.INFO, "a listener accepts connections"),
    LISTENER_CLOSED(Severity.INFO, "a listener accepts no more"),
    LISTENER_FAILED(Severity.ERROR, "a listener could not be opened"),

    CONFIGURATION_LOADED(Severity.INFO, "a configuration is in force"),
    CONFIGURATION_REFUSED(Severity.ERROR, "a changed configuration has problems; the former stays in force"),

    CONFIGURATION_CANDIDATE(
            Severity.INFO, "this node's file asks for something else than what the cluster has committed; it waits"),
    CONFIGURATION_COMMITTED(Severity.INFO, "a majority has committed a configuration: it rules on all nodes"),
    CONFIGURATION_SWITCHED(Severity.INFO, "this node runs another revision of the cluster's configuration"),
    CONFIGURATION_NOT_COMMITTED(Severity.WARNING, "a configuration was not committed; the former rules on"),
    CONFIGURATION_BEHIND(
            Severity.ERROR,
            "this node cannot run the configuration that the cluster has committed; the former goes on"),
    CONFIGURATION_TRIED(Severity.INFO, "one node tries a configuration, watched against the others"),
    CONFIGURATION_WITHDRAWN(Severity.WARNING, "a configuration that one node tried was taken back"),

    SERVER_ADDED(Severity.INFO, "a pool has a server more"),
    SERVER_REMOVED(Severity.INFO, "a pool has a server less"),
    SERVER_UNKNOWN(Severity.INFO, "nothing is known of the server's health any more"),
    SERVER_UP(Severity.INFO, "the server is in rotation"),
    SERVER_FALLING(Severity.INFO, "the server is in rotation, but its latest checks failed"),
    SERVER_DOWN(Severity.WARNING, "the server is out of rotation: its checks failed"),
    SERVER_RISING(Severity.INFO, "the server is out of rotation, but its latest checks passed"),
    SERVER_EJECTED(Severity.WARNING, "the server is out of rotation for a time: live traffic failed on it"),
    SERVER_LEAVING(Severity.INFO, "the server asked to get no new sessions"),
    SERVER_STATE_WISHED(Severity.INFO, "an operator set the admin state of a server"),
    SERVER_WEIGHT_WISHED(Severity.INFO, "an operator set the weight of a server"),
    WISHES_RECONCILED(
            Severity.INFO, "what was wished in a part of the cluster that was cut off was merged with the rest"),

    POOL_DOWN(
            Severity.ERROR,
            "no server of the pool serves: its requests get 503, or all of them are tried where panic-threshold says"
                    + " so"),
    POOL_UP(Severity.INFO, "the pool serves again"),
    POOL_PANIC(Severity.WARNING, "too few servers are healthy: the pool uses all of them"),
    POOL_CALM(Severity.INFO, "enough servers are healthy again"),
    CIRCUIT_OPENED(Severity.WARNING, "the pool failed too often: its requests get 503 for a time"),
    CIRCUIT_HALF_OPENED(Severity.INFO, "a few requests are let through to try the pool"),
    CIRCUIT_CLOSED(Severity.INFO, "the pool takes requests again"),

    ROLL_BEGAN(Severity.INFO, "nodes are restarted, or a command is run for servers, one after the other"),
    ROLL_STEP(Severity.INFO, "a node or server has come further in a roll"),
    ROLL_STOPPED(Severity.WARNING, "a roll goes on when somebody says so: something was not as it should be"),
    ROLL_CHANGED(Severity.INFO, "an operator paused, resumed or aborted a roll"),
    ROLL_ENDED(Severity.INFO, "a roll is over"),
    DRILL_BEGAN(Severity.INFO, "something shall fail for a while, to see what that costs"),
    DRILL_STEP(Severity.INFO, "a drill has come further"),
    DRILL_REFUSED(Severity.WARNING, "a drill would not be survived, or could not be measured; nothing was done"),
    DRILL_PASSED(Severity.INFO, "a drill is over, and nothing failed meanwhile"),
    DRILL_FAILED(Severity.WARNING, "a drill is over, and something failed meanwhile"),

    NAME_CHANGED(Severity.INFO, "a name of a server has other addresses"),
    NAME_FAILED(Severity.WARNING, "a name could not be looked up; its former addresses stay in use"),
    CERTIFICATE_LOADED(Severity.INFO, "a certificate is in use"),
    CERTIFICATE_ORDERED(Severity.INFO, "this node has ordered a certificate, which any node may bring to its end"),
    CERTIFICATE_ISSUED(Severity.INFO, "an authority has issued a certificate; all nodes get it"),
    CERTIFICATE_FAILED(Severity.WARNING, "a certificate could not be had from its authority; it is tried again later"),
    CERTIFICATE_PLACEHOLDER(
            Severity.WARNING, "no certificate was issued yet for some names: clients are shown one that nobody trusts"),
    CERTIFICATE_EXPIRING(Severity.WARNING, "a certificate ends soon"),
    CERTIFICATE_INVALID(Severity.ERROR, "a certificate has ended, or has not begun: clients refuse it"),
    CERTIFICATE_REFUSED(Severity.ERROR, "a changed certificate cannot be used; the former stays in use"),

    NODE_JOINED(Severity.INFO, "a node is in the cluster"),
    NODE_SUSPECTED(Severity.WARNING, "a node of the cluster was not heard of for a while"),
    NODE_RECOVERED(Severity.INFO, "a node of the cluster that was suspected is heard of again"),
    NODE_GONE(Severity.WARNING, "a node has left the cluster; the others do its part"),
    TWO_GRIDS(
            Severity.WARNING,
            "nodes with another minor of Hazelcast are a grid beside the former one; addresses stay where they are"),
    ONE_GRID(Severity.INFO, "all nodes are in one grid again"),
    GRID_JOINED(Severity.INFO, "this node shares what it knows with the others"),
    GRID_LEFT(Severity.WARNING, "this node serves on its own: it shares nothing with the others"),
    GRID_FAILED(Severity.ERROR, "the grid could not be started; it is tried again"),
    PEER_REFUSED(Severity.WARNING, "somebody is not let into the cluster, or this node is not"),
    CLUSTER_PORT_FAILED(
            Severity.ERROR, "a port for the other nodes can't be had; it is tried again, and the node serves"),
    CLUSTER_PORT_OPENED(Severity.INFO, "a port for the other nodes that could not be had is open now"),
    NODE_CONNECTED(Severity.INFO, "a node of the cluster can be spoken to directly"),
    NODE_DISCONNECTED(Severity.INFO, "a node of the cluster cannot be spoken to directly any more"),
    HEARTBEAT_NOTE(Severity.WARNING, "datagrams or clocks between nodes are not as they should be"),
    ROLE_TAKEN(Severity.INFO, "this node does what only one node of the cluster does"),
    ROLE_LOST(Severity.INFO, "this node no longer does what only one node of the cluster does"),
    VIRTUAL_IP_TAKEN(Severity.INFO, "this node holds a virtual address"),
    VIRTUAL_IP_LOST(Severity.INFO, "this node no longer holds a virtual address"),
    VIRTUAL_IP_MOVED(Severity.INFO, "an operator moved a virtual address to another node"),
    HOOK_ENDED(Severity.INFO, "a program that is run when a virtual address comes or goes did its work"),
    KEEPER_NOTE(Severity.WARNING, "the keeper, which holds virtual addresses, needs somebody's eye"),
    QUORUM_FOUND(Severity.INFO, "this node hears a majority of the voters: what must be unique can be decided"),
    QUORUM_LOST(
            Severity.WARNING,
            "this node hears no majority of the voters: it serves on, but nothing that must be unique can be decided"),
    QUORUM_FORCED(Severity.WARNING, "an operator had this node go on without the majority of the voters"),
    VOTERS_CHANGED(Severity.INFO, "other nodes than before decide what must be unique"),
    REGISTER_NOTE(Severity.WARNING, "the register, which holds what must be unique, needs somebody's eye"),
    KEYS_ROTATED(Severity.INFO, "the cluster has other keys for cookies, heartbeats and session tickets"),
    KEYS_REFUSED(Severity.ERROR, "this node cannot use or keep the cluster's key ring; it goes on with what it has"),
    CLOCKS_DIFFER(Severity.WARNING, "the clocks of two nodes show different times"),

    JOURNAL_ALTERED(Severity.WARNING, "lines of a journal on disk were altered, removed or put in another order"),
    JOURNAL_LOST(Severity.WARNING, "the journal can't be written to disk; what comes is kept in memory for a while"),
    JOURNAL_KEPT(Severity.INFO, "the journal is written to disk again"),

    OVERLOAD_BEGAN(Severity.ERROR, "memory for bodies or the heap is used up: new requests get 503"),
    OVERLOAD_ENDED(Severity.INFO, "new requests are taken again"),
    LOG_LINES_LOST(Severity.WARNING, "the access log could not be written fast enough"),
    LOOP_STALLED(Severity.WARNING, "an event loop was held up: all its requests had to wait"),
    CLOCKS_APART(Severity.WARNING, "another node's clock says something else"),
    SIGN_IN_REFUSED(
            Severity.WARNING,
            "a wrong user, password or token on the admin listener, or somebody whom the identity provider did not let"
                    + " in"),
    SIGNED_IN(Severity.INFO, "somebody signed in on the admin page"),
    SIGNED_OUT(Severity.INFO, "somebody signed out on the admin page"),
    ADMIN_CHANGED(Severity.INFO, "somebody changed something on the admin listener: what was before, what is now"),
    ADMIN_REFUSED(Severity.WARNING, "a change that somebody asked for on the admin listener was refused");

    /** How much somebody has to care. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    private final Severity severity;
    private final String meaning;
    private final String code;

    EventKind(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** What it means, for the documentation and the page. */
    public String meaning() {
        return meaning;
    }

    /** As written in the API: {@code server-down}. */
    public String code() {
        return code;
    }

    /** The kind that tells of a server's new health. */
    public static EventKind of(Health health) {
        return switch (health) {
            case UNKNOWN -> SERVER_UNKNOWN;
            case UP -> SERVER_UP;
            case FALLING -> SERVER_FALLING;
            case DOWN -> SERVER_DOWN;
            case RISING -> SERVER_RISING;
            case EJECTED -> SERVER_EJECTED;
            case LEAVING -> SERVER_LEAVING;
        };
    }
}
