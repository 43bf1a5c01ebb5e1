package dev.skein;

import dev.skein.cluster.Cluster;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.roll.Ground;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Nodes ask each other to restart; each does so once in a life, when that very life is meant. Any thread. */
final class Restarts implements Ground.Restarter {
    private final String id;
    private final long life;
    private final @Nullable NodeLink link;
    private final Runnable restart;

    /**
     * Takes what others ask from now on.
     *
     * @param link null: a node alone
     * @param restart has this node stop gracefully and start again; may be called several times
     */
    Restarts(Cluster cluster, @Nullable NodeLink link, Runnable restart) {
        this.id = cluster.membership().self().id();
        this.life = cluster.membership().self().boot();
        this.link = link;
        this.restart = restart;
        if (link != null) {
            link.onMessage(LinkType.RESTART, (_, body) -> asked(body));
        }
    }

    @Override
    public void restart(String node, long meant) {
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(meant).array();
        if (node.equals(id)) {
            asked(body);
        } else if (link != null) {
            // One that can't be reached is asked again a moment later.
            var unused = link.send(node, LinkType.RESTART, body);
        }
    }

    private void asked(byte[] body) {
        if (body.length == Long.BYTES && ByteBuffer.wrap(body).getLong() == life) {
            restart.run();
        }
    }
}
