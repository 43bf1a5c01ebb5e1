package dev.skein.cluster.trust;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a certificate says about whoever presented it. */
public sealed interface Peer {

    /**
     * A member of this cluster.
     *
     * @param nodes ids that it may go by: usually one
     * @param byUri whether they come from {@code skein://} URIs and are exact; else they are DNS names, lower case
     */
    record Named(Set<String> nodes, boolean byUri) implements Peer {
        public Named {
            nodes = Set.copyOf(nodes);
        }

        /** Whether it may call itself that. */
        public boolean is(String node) {
            return nodes.contains(byUri ? node : node.toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return String.join(", ", new TreeSet<>(nodes));
        }
    }

    /**
     * Nobody that we talk to.
     *
     * @param text for the log of both sides' operators: names the certificate and the rule
     */
    record Refused(Reason reason, String text) implements Peer {}

    /** Why somebody is refused. */
    enum Reason {
        /** None was presented. */
        NO_CERTIFICATE,
        /** Of another authority, or the chain to ours is broken. */
        FOREIGN,
        EXPIRED,
        NOT_YET_VALID,
        REVOKED,
        /** Of our authority, but for another cluster. */
        OTHER_CLUSTER,
        /** It names no node. */
        NAMELESS,
        /** Not made for both ends of a connection (RFC 5280 §4.2.1.12). */
        WRONG_USE
    }
}
