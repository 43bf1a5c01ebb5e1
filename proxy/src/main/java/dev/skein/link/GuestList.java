package dev.skein.link;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Who may join besides having a good certificate: known to whoever keeps the list of members. Called on the link's thread. */
@FunctionalInterface
public interface GuestList {
    /** Whoever has a good certificate. */
    GuestList ANYBODY = (node, from) -> null;

    /** Why not, as the rest of a sentence about the node: {@code is not among cluster.members}; null: it may. */
    @Nullable
    String refuse(String node, InetAddress from);
}
