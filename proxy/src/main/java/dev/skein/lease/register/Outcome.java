package dev.skein.lease.register;

/** What became of a {@link Change}. */
public sealed interface Outcome {

    /** A majority has it on disk, in {@code document} or an earlier one. */
    record Committed(Document document) implements Outcome {}

    /** It contradicts what a majority confirmed to be there; nothing was changed. */
    record Refused(String why) implements Outcome {}

    /** No majority could be had in time; nothing was changed, nor will it be. */
    record NoMajority(String why) implements Outcome {}

    /** A voter may have it, but no majority was heard in time: it may still come true. Read again before repeating it. */
    record Unknown(String why) implements Outcome {}
}
