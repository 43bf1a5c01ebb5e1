package dev.skein.lease.register;

import org.jspecify.annotations.Nullable;

/**
 * What a node must have on disk before it acknowledges anything.
 *
 * @param disk random identity of the file: a node that lost it starts with another, and doesn't vote until it is admitted
 * @param committed the last document known to be decided
 * @param promised no lower ballot is listened to for the document after that
 * @param accepted ballot of {@code pending}
 * @param pending what was accepted as the next document; decided or not
 */
public record Stored(
        long disk,
        Document committed,
        Ballot promised,
        Ballot accepted,
        @Nullable Document pending) {

    public static Stored fresh(long disk, Document initial) {
        return new Stored(disk, initial, Ballot.NONE, Ballot.NONE, null);
    }

    Stored promising(Ballot ballot) {
        return new Stored(disk, committed, ballot, accepted, pending);
    }

    Stored accepting(Ballot ballot, Document document) {
        return new Stored(disk, committed, ballot, ballot, document);
    }

    Stored committing(Document document) {
        return fresh(disk, document);
    }
}
