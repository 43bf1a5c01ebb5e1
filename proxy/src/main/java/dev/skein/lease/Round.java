package dev.skein.lease;

import java.util.List;

/**
 * What a holder asks of every voter in one datagram. Answers name the round, because the holder counts its time from when
 * it sent it.
 *
 * @param number rises by one a round; never 0
 * @param stamp {@link VoterSet#stamp} of the set whose majority the holder counts
 * @param asks in the order in which a voter shall decide them
 */
public record Round(long number, long stamp, List<Ask> asks) {}
