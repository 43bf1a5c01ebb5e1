package dev.skein.config;

import java.util.List;

/**
 * One thing in which two settings differ.
 *
 * @param kind of thing
 * @param name of the listener, route or pool, {@code pool/server} of a server; empty where there is only one of the kind
 * @param keys that differ, as paths from the thing on: {@code health.interval}; empty unless it is changed
 */
public record Difference(Kind kind, Change change, String name, List<String> keys, Effect effect) {
    /** What differs. The order is the one in which differences are told. */
    public enum Kind {
        NODE,
        LIMITS,
        LISTENER,
        POOL,
        SERVER,
        ROUTE,
        ADMIN,
        ACCESS_LOG,
        SHUTDOWN,
        ERROR_PAGES,
        DNS,
        RELOAD,
        TELEMETRY,
        ACME,
        CLUSTER
    }

    /** In which way. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED,
        /** Routes are the same but stand in another order. */
        MOVED
    }

    /** From when on. */
    public enum Effect {
        /** The next request; open connections live on. */
        LIVE,
        /** Connections made from now on; those that are open keep what they have. */
        NEW_CONNECTIONS,
        /** The next start of the node. */
        RESTART
    }

    /** As {@code pool shop: changed balance, queue.size (live)}. */
    @Override
    public String toString() {
        String what = Words.of(kind) + (name.isEmpty() ? "" : " " + name);
        String how = Words.of(change) + (keys.isEmpty() ? "" : " " + String.join(", ", keys));
        return what + ": " + how + " (" + Words.of(effect).replace('-', ' ') + ")";
    }
}
