package dev.skein.lease.register;

/**
 * The number of one attempt to decide a document.
 *
 * @param counter higher than any that the proposer has seen
 * @param proposer random for each start of a node, so that no two attempts share a number
 */
public record Ballot(long counter, long proposer) implements Comparable<Ballot> {
    public static final Ballot NONE = new Ballot(0, 0);

    @Override
    public int compareTo(Ballot other) {
        int byCounter = Long.compare(counter, other.counter);
        return byCounter != 0 ? byCounter : Long.compare(proposer, other.proposer);
    }
}
