package dev.skein.lease.register;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The changes of one node that wait to be decided, in the order in which they came. Only the proposer touches it. */
final class Waiting {
    private static final int MOST = 1_000;

    private final Deque<Operation> operations = new ArrayDeque<>();
    private final long session;
    private long sequence;

    Waiting(long session) {
        this.session = session;
    }

    boolean add(Operation operation) {
        if (operations.size() >= MOST) {
            operation.end(new Outcome.NoMajority(MOST + " changes wait already"));
            return false;
        }
        operation.sequence = ++sequence;
        return operations.add(operation);
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    /** Whether what comes first changes the voters, so that it matters which of them are there. */
    boolean beginsWithVoters() {
        Operation first = operations.peek();
        return first != null && first.changesVoters();
    }

    boolean any(Predicate<Operation> condition) {
        return operations.stream().anyMatch(condition);
    }

    /**
     * A ballot begins: only what waits by now may be answered by it. The promises of an older one may have been given before
     * a later change began and ended elsewhere.
     */
    void ballotBegins() {
        operations.forEach(operation -> operation.asked = true);
    }

    /** Takes out what is past its deadline. */
    List<Operation> late(long now) {
        List<Operation> late = operations.stream()
                .filter(operation -> now >= operation.deadline)
                .toList();
        operations.removeAll(late);
        return late;
    }

    /**
     * What waits, applied to the last document, which a majority has just confirmed; null if nothing of it changes anything.
     * A change of voters goes alone, so that they change by one, and two of one key don't hide each other.
     */
    @Nullable
    Document compose(Document last, Map<String, Long> disks, Effects effects) {
        Document next = Founding.begin(last, disks, effects);
        List<Operation> batch = new ArrayList<>();
        for (Operation operation : List.copyOf(operations)) {
            boolean confirms = operation.change instanceof Change.Confirm && last.formed();
            if (!operation.asked || !batch.isEmpty() && (confirms || operation.alone(next))) {
                break;
            }
            Change.Applying applying = Founding.fitting(operation.change.applyTo(next), disks);
            if (confirms) {
                end(operation, new Outcome.Committed(last));
            } else if (applying.document() == null) {
                end(operation, refusal(operation, String.valueOf(applying.refusal())));
            } else {
                next = applying.document().with(session, operation.sequence);
                operation.sent = true;
                batch.add(operation);
                if (operation.changesVoters()) {
                    break;
                }
            }
        }
        return batch.isEmpty() ? null : next;
    }

    /** What an earlier ballot may have brought to a voter can still be decided by somebody else. */
    private static Outcome refusal(Operation operation, String why) {
        return operation.sent ? new Outcome.Unknown(why) : new Outcome.Refused(why);
    }

    /** What is in the decided document is done; what was proposed in its place never comes true, and is tried again. */
    void committed(Document decided) {
        for (Operation operation : List.copyOf(operations)) {
            if (operation.sent && decided.has(session, operation.sequence)) {
                end(operation, new Outcome.Committed(decided));
            }
            operation.sent = false;
        }
    }

    private void end(Operation operation, Outcome outcome) {
        operations.remove(operation);
        operation.end(outcome);
    }
}
