package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class QueueRuleTest {
    @Test
    void asManyWaitAsTheRuleSaysAndForAsLong() {
        QueueRule rule = new QueueRule(2, 100);
        assertThat(rule.admits(1)).isTrue();
        assertThat(rule.admits(2)).isFalse();
        assertThat(rule.expired(-50, 49)).isFalse();
        assertThat(rule.expired(-50, 50)).isTrue();
        assertThat(new QueueRule(0, 1).admits(0)).isFalse();
    }

    @Test
    void badNumbersAreRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueRule(-1, 1))
                .withMessage("queue size: -1 (expected: at least 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueRule(1, 0))
                .withMessage("queue timeout: 0 ns (expected: above 0)");
    }
}
