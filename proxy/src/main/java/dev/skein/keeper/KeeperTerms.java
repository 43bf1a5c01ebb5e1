package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.model.Ticker;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a node's end of its keeper is made of.
 *
 * @param socket of the keeper
 * @param node this node's id
 * @param bind address and port of the heartbeats
 * @param fresh whether this node has no register yet
 * @param listener told on the link's thread
 * @param unwell why this node should hold nothing; empty: it is well. Asked every 50 ms, on the link's thread
 * @param flows takes connections to virtual addresses, for the other nodes' keepers
 * @param greeted told of each keeper that comes, whether its voter remembers what it promised
 */
public record KeeperTerms(
        Path socket,
        String node,
        InetSocketAddress bind,
        boolean fresh,
        HeartbeatListener listener,
        Supplier<String> unwell,
        Consumer<byte[]> flows,
        Consumer<Boolean> greeted,
        Ticker ticker) {}
