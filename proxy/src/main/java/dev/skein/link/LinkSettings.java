package dev.skein.link;

import dev.skein.cluster.trust.NodeName;
import java.net.InetSocketAddress;

/**
 * Who this node is, and where it listens.
 *
 * @param version of Skein, for the others' logs
 * @param bind on the cluster's network; port 0 for any
 * @param queueBytes that may wait for one peer; requests and answers beyond it fail, messages beyond half of it are dropped
 */
public record LinkSettings(NodeName self, String version, InetSocketAddress bind, LinkTiming timing, int queueBytes) {
    private static final int USUAL_QUEUE = 16 << 20;

    /** With the usual times and bounds. */
    public static LinkSettings usual(NodeName self, String version, InetSocketAddress bind) {
        return new LinkSettings(self, version, bind, LinkTiming.USUAL, USUAL_QUEUE);
    }
}
