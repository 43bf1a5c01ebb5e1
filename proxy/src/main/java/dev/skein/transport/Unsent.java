package dev.skein.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * How much of what was written to a client the kernel may hold that has not been sent yet. Without a bound it takes
 * megabytes for each client that reads slowly: memory that no budget of ours counts, up to where all sockets of the machine
 * suffer, and milliseconds of the loop's time to cut it into segments as small as that client asks for. What is on its way
 * does not count, so a fast client far away gets as much as ever.
 */
final class Unsent {
    /** Also what wakes us: below half of it there is room again, and much is left to send until we come. */
    private static final int BYTES = 128 * 1024;

    /** TCP_NOTSENT_LOWAT of tcp(7). */
    private static final IntegerUnixChannelOption LOW_WATER = new IntegerUnixChannelOption("TCP_NOTSENT_LOWAT", 6, 25);

    private Unsent() {}

    /** Accepted sockets have it from the one that listens, without a system call of their own. */
    static ServerBootstrap bounded(ServerBootstrap bootstrap, NativeTransport transport) {
        return transport.name().equals("nio") ? bootstrap : bootstrap.option(LOW_WATER, BYTES);
    }
}
