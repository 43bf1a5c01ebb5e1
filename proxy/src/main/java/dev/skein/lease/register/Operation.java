package dev.skein.lease.register;

import java.util.function.Consumer;

/** A change on its way. Only the proposer touches it. */
final class Operation {
    final Change change;
    final long deadline;
    private final Consumer<Outcome> done;
    long sequence;

    /** Whether it waited already when the present ballot began. */
    boolean asked;

    /** Whether a voter may have it in a document that is not decided yet. */
    boolean sent;

    Operation(Change change, long deadline, Consumer<Outcome> done) {
        this.change = change;
        this.deadline = deadline;
        this.done = done;
    }

    boolean changesVoters() {
        return change instanceof Change.AddVoter
                || change instanceof Change.RemoveVoter
                || change instanceof Change.Pair
                || change instanceof Change.Admit;
    }

    /** Whether it can't join the changes that {@code next} has already. */
    boolean alone(Document next) {
        return changesVoters() || change instanceof Change.Put put && next.indexOf(put.key()) == next.index();
    }

    void end(Outcome outcome) {
        done.accept(outcome);
    }
}
