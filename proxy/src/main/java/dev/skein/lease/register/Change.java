package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import org.jspecify.annotations.Nullable;

/** What may be asked of the register. */
public sealed interface Change {
    /** For {@link Put#expected}: whatever is there. */
    long ANY = -1;

    /**
     * Writes a value, or removes it ({@code bytes} null).
     *
     * @param expected index of the document that wrote the present value, 0 for none, or {@link #ANY}
     */
    record Put(String key, long expected, byte @Nullable [] bytes) implements Change {}

    /** Makes a node a voter. */
    record AddVoter(String name, long disk) implements Change {}

    /** A node no longer votes; the last voter can't be removed. */
    record RemoveVoter(String name) implements Change {}

    /** Whether two voters may go on with one; only with two of them. */
    record Pair(boolean pair) implements Change {}

    /**
     * A voter's new file: its old one is gone, its word counts again from this document on.
     *
     * @param again even if that file is admitted already
     */
    record Admit(String name, long disk, boolean again) implements Change {}

    /** Changes nothing: done once a majority has confirmed that the document at hand is the last. */
    record Confirm() implements Change {}

    /** The document with this change in it, or why it can't be. */
    default Applying applyTo(Document next) {
        VoterSet voters = next.voters();
        return switch (this) {
            case Put put -> put(next, put);
            case AddVoter add when voters.contains(add.name()) -> refused(add.name() + " is a voter already");
            case AddVoter _
            when voters.size() >= VoterSet.MOST -> refused("there are seven voters (expected: at most 7)");
            case AddVoter add -> done(next.with(voters.with(add.name(), add.disk(), next.index())));
            case RemoveVoter remove when !voters.contains(remove.name()) -> refused(remove.name() + " is no voter");
            case RemoveVoter remove when voters.size() == 1 -> refused(remove.name() + " is the last voter");
            case RemoveVoter remove -> done(next.with(voters.without(remove.name(), next.index())));
            case Pair pair when voters.size() != 2 -> refused(voters.size() + " voters (expected: 2 for a pair)");
            case Pair pair -> done(next.with(voters.paired(pair.pair(), next.index())));
            case Admit admit when !voters.contains(admit.name()) -> refused(admit.name() + " is no voter");
            case Admit admit
            when !admit.again()
                    && voters.members().get(voters.indexOf(admit.name())).disk() == admit.disk() ->
                refused(admit.name() + " is admitted already");
            case Admit admit -> done(next.with(voters.admitting(admit.name(), admit.disk(), next.index())));
            case Confirm _ -> done(next);
        };
    }

    private static Applying put(Document next, Put put) {
        long found = next.indexOf(put.key());
        return put.expected() == ANY || put.expected() == found
                ? done(next.with(put.key(), put.bytes()))
                : refused("%s was written by document %d (expected: %d)".formatted(put.key(), found, put.expected()));
    }

    private static Applying done(Document document) {
        return new Applying(document, null);
    }

    private static Applying refused(String why) {
        return new Applying(null, why);
    }

    /** The changed document, or the reason why not. */
    record Applying(@Nullable Document document, @Nullable String refusal) {}
}
