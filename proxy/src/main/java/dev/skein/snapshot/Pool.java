package dev.skein.snapshot;

import dev.skein.admission.CircuitBreaker;
import dev.skein.admission.RetryBudget;
import dev.skein.telemetry.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * A pool as routes name it. It lives as long as its name is configured; what changes is in two cells that {@code control}
 * replaces: the servers at this moment, and the policy. Apart from a snapshot so that a server going down doesn't cost a
 * new table of ten thousand routes.
 */
public final class Pool {
    private final String name;
    private final PoolStats stats;
    private final WaitingLine waiting;
    private volatile PoolView view;
    private volatile PoolPolicy policy;
    private volatile @Nullable CircuitBreaker breaker;
    private volatile RetryBudget retryBudget;

    public Pool(
            String name,
            PoolStats stats,
            PoolView view,
            PoolPolicy policy,
            @Nullable CircuitBreaker breaker,
            RetryBudget retryBudget) {
        this.name = name;
        this.stats = stats;
        this.view = view;
        this.policy = policy;
        this.breaker = breaker;
        this.retryBudget = retryBudget;
        this.waiting = new WaitingLine();
    }

    public String name() {
        return name;
    }

    public PoolStats stats() {
        return stats;
    }

    /** The servers of this moment: to be asked for anew at each attempt. */
    public PoolView view() {
        return view;
    }

    public PoolPolicy policy() {
        return policy;
    }

    public @Nullable CircuitBreaker breaker() {
        return breaker;
    }

    public RetryBudget retryBudget() {
        return retryBudget;
    }

    /** Exchanges that wait for a place. */
    public WaitingLine waiting() {
        return waiting;
    }

    /** For {@code control} alone. */
    public void publish(PoolView next) {
        view = next;
        waiting.wakeAll();
    }

    /** For {@code control} alone. */
    public void publish(PoolPolicy next) {
        policy = next;
    }

    /** For {@code control} alone. */
    public void publish(@Nullable CircuitBreaker next) {
        breaker = next;
    }

    /** For {@code control} alone. */
    public void publish(RetryBudget next) {
        retryBudget = next;
    }
}
