package dev.skein.admission;

/**
 * The states of a circuit breaker and what leads from one to the next. Pure: time comes in, a state goes out, the same
 * object where nothing changes.
 *
 * <pre>
 *              admit                      success        failure                 abandoned
 *  Closed      yes                        –              → Open if tripped       –
 *  Open        no; → HalfOpen when due    –              –                       –
 *  HalfOpen    yes while trials are left  → Closed when  → Open                  one more trial
 *              (all anew when stuck)      all succeeded
 * </pre>
 *
 * <p>As text they are what the journal and the page say. Every change of state begins a new term. An attempt carries the term it was admitted in, and its end counts in that
 * term only: a slow attempt from before the breaker opened neither closes nor opens it again.
 */
public sealed interface BreakerState {
    /** Grows by one with each change of state. */
    long term();

    /** When the state began. */
    long since();

    /** Whether an attempt is let through now. */
    boolean admits(BreakerRule rule, long now);

    /** The state after one was let through; to be asked only if {@link #admits}. Its term is the attempt's permit. */
    BreakerState admitted(BreakerRule rule, long now);

    /**
     * The state after an attempt of this term ended.
     *
     * @param tripped whether the window now holds more failures than the rule bears
     */
    BreakerState ended(End end, boolean tripped, BreakerRule rule, long now);

    /** How an attempt ended. */
    enum End {
        SUCCESS,
        FAILURE,
        /** It says nothing about the servers: the client left, or no server was reached because of us. */
        ABANDONED
    }

    /** All pass. */
    record Closed(long term, long since) implements BreakerState {
        @Override
        public boolean admits(BreakerRule rule, long now) {
            return true;
        }

        @Override
        public BreakerState admitted(BreakerRule rule, long now) {
            return this;
        }

        @Override
        public BreakerState ended(End end, boolean tripped, BreakerRule rule, long now) {
            return end == End.FAILURE && tripped ? new Open(term + 1, now) : this;
        }

        @Override
        public String toString() {
            return "closed";
        }
    }

    /**
     * None passes.
     *
     * @param elsewhere whether other nodes found that it fails: then these try first, and this one only if nothing came of
     *     it for twice as long
     */
    record Open(long term, long since, boolean elsewhere) implements BreakerState {
        Open(long term, long since) {
            this(term, since, false);
        }

        /** How long it is not tried. */
        long lasts(BreakerRule rule) {
            return elsewhere ? 2 * rule.openNanos() : rule.openNanos();
        }

        @Override
        public boolean admits(BreakerRule rule, long now) {
            return now - since >= lasts(rule);
        }

        @Override
        public BreakerState admitted(BreakerRule rule, long now) {
            return new HalfOpen(term + 1, now, 1, 0);
        }

        @Override
        public BreakerState ended(End end, boolean tripped, BreakerRule rule, long now) {
            return this;
        }

        @Override
        public String toString() {
            return "open";
        }
    }

    /**
     * A few pass.
     *
     * @param granted attempts let through
     * @param succeeded of these, how many ended well
     */
    record HalfOpen(long term, long since, int granted, int succeeded) implements BreakerState {
        @Override
        public boolean admits(BreakerRule rule, long now) {
            return granted < rule.trials() || stuck(rule, now);
        }

        @Override
        public BreakerState admitted(BreakerRule rule, long now) {
            return granted < rule.trials()
                    ? new HalfOpen(term, since, granted + 1, succeeded)
                    : new HalfOpen(term + 1, now, 1, 0);
        }

        @Override
        public BreakerState ended(End end, boolean tripped, BreakerRule rule, long now) {
            return switch (end) {
                case FAILURE -> new Open(term + 1, now);
                case ABANDONED -> new HalfOpen(term, since, granted - 1, succeeded);
                case SUCCESS ->
                    succeeded + 1 >= rule.trials()
                            ? new Closed(term + 1, now)
                            : new HalfOpen(term, since, granted, succeeded + 1);
            };
        }

        @Override
        public String toString() {
            return "half-open, " + succeeded + " of " + granted + " trials succeeded";
        }

        /** Trials that take longer than the breaker stays open are not waited for. */
        private boolean stuck(BreakerRule rule, long now) {
            return now - since >= rule.openNanos();
        }
    }
}
