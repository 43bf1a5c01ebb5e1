package dev.skein.config;

import java.time.Duration;

/**
 * The graceful stop.
 *
 * @param delay how long the node goes on accepting after {@code /ready} began to say 503
 * @param drainTimeout how long open exchanges may then take to finish
 */
public record ShutdownSettings(Duration delay, Duration drainTimeout) {}
