package dev.skein.link;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param handshake from a connection's first byte to both nodes knowing each other
 * @param ping between two signs of life
 * @param silence without any sign of life after which a connection is given up; several pings
 * @param firstRetry after the first failure to connect
 * @param lastRetry what the time between two attempts grows to
 * @param renewal within which connections are replaced once certificates have changed
 */
public record LinkTiming(
        Duration handshake,
        Duration ping,
        Duration silence,
        Duration firstRetry,
        Duration lastRetry,
        Duration renewal) {
    /** What holds unless a test wants otherwise. */
    public static final LinkTiming USUAL = new LinkTiming(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60));
}
