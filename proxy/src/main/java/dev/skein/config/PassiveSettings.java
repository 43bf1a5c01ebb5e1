package dev.skein.config;

import java.time.Duration;
import java.util.List;

/**
 * What live traffic says about a server's health.
 *
 * @param consecutiveFailures that eject a server; 0: traffic ejects none
 * @param statuses of answers that count as failures besides broken connections and timeouts
 * @param baseEjection the first time; each further one is as much longer
 * @param maxEjection the longest
 * @param maxShare of the pool's servers that may be ejected at once, 0 to 1; one server always may if there are two
 */
public record PassiveSettings(
        int consecutiveFailures,
        List<StatusRange> statuses,
        Duration baseEjection,
        Duration maxEjection,
        double maxShare) {}
