package dev.skein.snapshot;

import java.util.BitSet;

/**
 * What holds for all exchanges with a pool. Durations in nanoseconds; 0 is none.
 *
 * @param framesBodies servers take bodies in frames of their own: chunks can't be passed on as they came
 * @param queueSize most exchanges that wait; 0 for none
 * @param queueNanos longest wait for a place at a server
 * @param responseNanos from the request's end to the response's head
 * @param stallNanos longest pause within a response body
 * @param cutsOnDown connections of TCP listeners end when their server takes no more
 * @param faults statuses of answers that count against the server
 */
public record PoolPolicy(
        boolean framesBodies,
        int queueSize,
        long queueNanos,
        long responseNanos,
        long stallNanos,
        RetryPolicy retry,
        boolean cutsOnDown,
        BitSet faults) {}
