package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND;

    @Test
    void aQuietPoolHasItsMinimum() {
        RetryBudget budget = new RetryBudget(0.2, 3, 1);
        assertThat(retries(budget, 100, START)).isEqualTo(30);
        assertThat(budget.retried(START)).isEqualTo(30);
    }

    @Test
    void aBusyPoolHasAShareOfItsRequests() {
        RetryBudget budget = new RetryBudget(0.2, 1, 3);
        for (int i = 0; i < 1000; i++) {
            budget.requested(i % 3, START + i * SECOND / 1000);
        }
        assertThat(retries(budget, 1000, START + SECOND)).isEqualTo(210);
        assertThat(retries(budget, 1000, START + 2 * SECOND)).isZero();
    }

    @Test
    void theWindowMovesOn() {
        RetryBudget budget = new RetryBudget(0.5, 0, 1);
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 10; i++) {
                budget.requested(0, START + second * SECOND);
            }
        }
        assertThat(retries(budget, 100, START + 9 * SECOND)).isEqualTo(50);
        assertThat(retries(budget, 100, START + 18 * SECOND)).isZero();
        budget.requested(0, START + 19 * SECOND);
        budget.requested(0, START + 19 * SECOND);
        assertThat(retries(budget, 100, START + 19 * SECOND)).isEqualTo(1);
        assertThat(retries(budget, 100, START + 60 * SECOND)).isZero();
    }

    @Test
    void aShareIsAPartOfTheMinimum() {
        RetryBudget budget = new RetryBudget(0, 4, 1);
        budget.share(0.5);
        assertThat(retries(budget, 100, START)).isEqualTo(20);
    }

    @Test
    void nothingIsAllowedWhereNothingIsConfigured() {
        assertThat(new RetryBudget(0, 0, 1).tryRetry(START)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryBudget(11, 0, 1))
                .withMessage("retry ratio: 11.0 (expected: 0 to 10)");
    }

    private static int retries(RetryBudget budget, int tries, long now) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += budget.tryRetry(now) ? 1 : 0;
        }
        return allowed;
    }
}
