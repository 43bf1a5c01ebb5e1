package dev.skein.link;

/**
 * One connection, for the node's page and metrics.
 *
 * @param dialed whether this node opened it
 * @param connectedAt on the ticker's monotonic scale, nanoseconds
 * @param roundTripNanos of the latest ping; -1: none was answered yet
 * @param droppedMessages since the node was first connected
 */
public record PeerStatus(
        String node,
        String version,
        String address,
        boolean dialed,
        long connectedAt,
        long roundTripNanos,
        long queuedBytes,
        long sentFrames,
        long receivedFrames,
        long droppedMessages) {}
