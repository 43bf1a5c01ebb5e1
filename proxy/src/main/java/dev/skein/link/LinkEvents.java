package dev.skein.link;

import java.net.InetSocketAddress;
import org.slf4j.LoggerFactory;

/** What happens to the connections, for membership and journal. Called on the link's thread: must not block. */
public interface LinkEvents {
    /** Nobody listens. */
    LinkEvents NONE = new LinkEvents() {};

    /**
     * A node can be spoken to. When a connection replaces another one nothing is told.
     *
     * @param version its Skein
     */
    default void connected(String node, String version, InetSocketAddress address) {}

    /** A node can't be spoken to any more. */
    default void lost(String node, String reason) {}

    /**
     * Somebody was refused, or has refused this node; the same at most once a minute. In the log unless somebody takes it.
     *
     * @param line who, and why
     */
    default void refused(String line) {
        LoggerFactory.getLogger(NodeLink.class).warn("{}", line);
    }
}
