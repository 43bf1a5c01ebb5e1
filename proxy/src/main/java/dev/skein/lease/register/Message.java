package dev.skein.lease.register;

import org.jspecify.annotations.Nullable;

/** What nodes tell each other about the register. */
public sealed interface Message {

    /**
     * A message with its sender and where that one stands: a receiver that knows a newer document answers with it, and does
     * nothing else.
     *
     * @param from the sender's node id, which the link has checked
     * @param disk identity of the sender's file
     */
    record Envelope(String from, long disk, long cluster, long epoch, long index, long mark, Message body) {}

    /** Asks a voter to listen to no lower ballot for the next document. */
    record Prepare(Ballot ballot) implements Message {}

    /** It won't, and this is what it had accepted. */
    record Promised(
            Ballot ballot, Ballot accepted, @Nullable Document document) implements Message {}

    /** Asks a voter to accept the next document. */
    record Accept(Ballot ballot, Document document) implements Message {}

    /** It has, on disk. */
    record Accepted(Ballot ballot) implements Message {}

    /** A voter does neither. */
    record Refused(Ballot ballot, Ballot promised, Reason reason) implements Message {}

    /** A decided document. */
    record Learn(Document document) implements Message {}

    /** Where the sender stands: once a second, and as an answer to one that knows more. */
    record Standing() implements Message {}

    /** The sender's file is new: asks to be admitted. */
    record AskAdmission() implements Message {}

    /** Why a voter refuses; the order is the wire's. */
    enum Reason {
        /** It has promised a higher ballot. */
        HIGHER_BALLOT,
        /** Its word doesn't count: not a voter, or its file is not the admitted one. */
        NO_VOTER,
        /** Voters changed too short a time ago: promises of leases may still rest on the set before. */
        TOO_SOON,
        /** It can't write. */
        DISK
    }
}
