package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.ServerKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionCountsTest {
    @Test
    void whatANodeTellsIsWhatTheOthersRead() {
        SessionCounts told = new SessionCounts(
                Map.of(new ServerKey("shop", "s1"), 12, new ServerKey("shop", "s2/10.0.0.7"), 70_000));
        assertThat(SessionCounts.decode(told.encode())).isEqualTo(told);
        assertThat(SessionCounts.decode(new SessionCounts(Map.of()).encode()).byServer())
                .isEmpty();
    }
}
