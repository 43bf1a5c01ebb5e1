package dev.skein.revision;

import java.util.List;

/** What became of a proposal. */
public sealed interface Result {
    /**
     * A majority has decided it.
     *
     * @param slow live nodes that were not seen to follow within two seconds
     */
    record Committed(Head head, List<String> slow) implements Result {}

    /** Nothing was changed; why, one sentence each. */
    record Refused(List<String> why) implements Result {}

    /** No majority could be had: nothing was changed, or it may still come true, as {@code why} says. */
    record NoMajority(String why) implements Result {}
}
