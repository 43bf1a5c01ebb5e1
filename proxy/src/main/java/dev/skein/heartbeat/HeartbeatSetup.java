package dev.skein.heartbeat;

import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/**
 * What a heartbeat starts with.
 *
 * @param node this node's id, at most 64 bytes of UTF-8
 * @param bind address and port of the socket; port 0 for any
 * @param keys that seal and open datagrams
 * @param timing by {@code failure-detection}
 * @param voters as this node knows them now
 * @param voter this node's vote; from here on of the heartbeat's thread
 * @param bootTime nanoseconds of a clock that counts suspensions ({@link BootTime}); the ticker itself if there is none
 */
public record HeartbeatSetup(
        String node,
        InetSocketAddress bind,
        HeartbeatKeys keys,
        Timing timing,
        VoterSet voters,
        Voter voter,
        HeartbeatListener listener,
        Ticker ticker,
        LongSupplier bootTime) {}
