package dev.skein.config;

/**
 * Limits of the whole node.
 *
 * @param connections open client connections over all listeners; {@link #AUTO}: from the limit of file descriptors; 0: none
 * @param connectionsPerClient open connections of one client address over all listeners; 0: none
 * @param bodyMemory bytes of bodies in flight, above which new work gets 503; {@link #AUTO}: from the direct memory
 */
public record LimitsSettings(long connections, int connectionsPerClient, long bodyMemory) {
    /** The node measures its machine and decides. */
    public static final long AUTO = -1;
}
