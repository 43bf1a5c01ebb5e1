package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import org.junit.jupiter.api.Test;

class RateLimitFieldsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFieldsAreStructuredAsTheDraftSays() {
        RateLimit.Policy policy = new RateLimit.Policy("per client", 100, 60 * SECOND, 100);
        RateLimit limit = new RateLimit(policy, 64, 0);
        RateLimitFields fields = new RateLimitFields(policy);
        assertThat(text(fields.policy(), fields.policy().length)).isEqualTo("\"per client\";q=100;w=60");
        for (int i = 0; i < 87; i++) {
            limit.take(1, 0);
        }
        assertThat(field(fields, limit.take(1, 0))).isEqualTo("\"per client\";r=12;t=53");
    }

    @Test
    void aRefusedRequestIsToldWhenToComeBack() {
        RateLimit.Policy policy = new RateLimit.Policy("a\"b\\c\n", 1, 3600 * SECOND, 1);
        RateLimit limit = new RateLimit(policy, 64, 0);
        limit.take(1, 0);
        long refused = limit.take(1, SECOND);
        assertThat(field(new RateLimitFields(policy), refused)).isEqualTo("\"a-b-c-\";r=0;t=3599");
        assertThat(RateLimit.seconds(refused)).isEqualTo(3599);
    }

    @Test
    void theLongestFieldFits() {
        RateLimit.Policy policy = new RateLimit.Policy("x", 1_000_000_000, SECOND, 1_000_000_000);
        RateLimitFields fields = new RateLimitFields(policy);
        long answer = ((long) Integer.MAX_VALUE << 32) | Integer.MAX_VALUE;
        assertThat(field(fields, answer)).isEqualTo("\"x\";r=2147483647;t=2147483647");
    }

    private static String field(RateLimitFields fields, long answer) {
        ByteSink out = new ByteSink();
        fields.write(out, answer);
        return out.toString();
    }

    private static String text(byte[] bytes, int end) {
        return Ascii.string(bytes, 0, end);
    }
}
