package dev.skein.lease;

/**
 * What a voter must not forget over a restart.
 *
 * @param terms no term above this was ever given; reserved ahead, so that a promise seldom waits for the disk
 * @param longest the longest promise that may still stand, in nanoseconds
 */
public record VoterMemory(long terms, long longest) {

    /** Where a voter keeps it: durable before {@link #keep} returns. */
    public interface Store {
        /** Returns whether it is durable; a voter without a durable memory promises nothing new. */
        boolean keep(VoterMemory memory);
    }
}
