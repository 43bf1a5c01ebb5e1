package dev.skein.proxying;

import dev.skein.access.Access;
import dev.skein.access.Verdict;
import dev.skein.access.Verifier;
import dev.skein.model.Failure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether an exchange's client may use the route; while that is found out elsewhere, the exchange waits. */
final class Visitor {
    private final Exchange x;
    private Verdict.@Nullable Granted granted;
    private @Nullable Question open;

    Visitor(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        granted = null;
        open = null;
    }

    /** Whether it may go on at once. Else it was answered, or {@link Gate#admitted} follows. */
    boolean enters(Access access) {
        if (!access.admits(x.head.client())) {
            x.response.answer(
                    Failure.FORBIDDEN,
                    "client's network refused by route " + x.route().name());
            return false;
        }
        Verifier verifier = access.verifier();
        if (verifier == null) {
            return true;
        }
        Verdict known = verifier.known(x.head, x.home.credentials(), x.outcome.startEpochMillis);
        if (known != null) {
            return decided(known);
        }
        Question question = new Question();
        open = question;
        question.giveUp = verifier.ask(x.head, x.home.credentials(), x.outcome.startEpochMillis, question);
        return false;
    }

    /** One question. An answer that comes too late for it must not be taken for one to the next exchange's. */
    private final class Question implements Consumer<Verdict> {
        private Runnable giveUp = () -> {};

        @Override
        public void accept(Verdict verdict) {
            x.loop.eventLoop().execute(() -> told(this, verdict));
        }
    }

    @SuppressWarnings("ReferenceEquality") // this question and no other
    private void told(Question question, Verdict verdict) {
        if (open == question) {
            open = null;
            if (decided(verdict)) {
                x.gate.admitted();
                x.attempts.flush();
            }
        }
    }

    private boolean decided(Verdict verdict) {
        switch (verdict) {
            case Verdict.Granted yes -> {
                granted = yes;
                return true;
            }
            case Verdict.Refused no -> {
                x.gate.lines.put(no.lines());
                x.response.answer(no.identified() ? Failure.FORBIDDEN : Failure.UNAUTHORIZED, no.reason());
            }
            case Verdict.Answered other -> {
                if (other.status() >= 400) {
                    x.fail(Failure.FORBIDDEN);
                }
                x.response.send(LocalAnswers.foreign(x, other));
            }
            case Verdict.Undecided later -> x.response.answer(Failure.UNDECIDED, later.reason());
        }
        return false;
    }

    /** What a limit counts by; 0 where the client has no such claim. */
    long key(Access access, String claim) {
        return granted == null ? 0 : access.key(claim, granted);
    }

    /** What servers are told of the client; null for nothing. */
    byte @Nullable [] lines() {
        return granted == null ? null : granted.lines();
    }

    /** What is still asked is asked for nobody. */
    void leave() {
        Question question = open;
        if (question != null) {
            open = null;
            question.giveUp.run();
        }
    }
}
