package dev.skein.control;

/**
 * What the page shows of a server's last check.
 *
 * @param status of an HTTP check; 0 without an answer
 * @param body its first bytes
 */
public record ProbeNote(boolean passed, String reason, long latencyNanos, int status, String body, long epochMillis) {}
