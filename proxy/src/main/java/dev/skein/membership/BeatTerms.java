package dev.skein.membership;

import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.model.Ticker;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a node's heartbeats go by.
 *
 * @param unwell why this node should hold no virtual address; empty: it is well
 * @param flows takes this node's connections to virtual addresses, for the other nodes' keepers
 */
public record BeatTerms(
        HeartbeatKeys keys,
        ClusterSettings settings,
        Path data,
        Supplier<String> unwell,
        Consumer<byte[]> flows,
        Ticker ticker) {}
