package dev.skein.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CookieSecretTest {
    private static final String SECRET = "0123456789abcdef";

    @Test
    void nodesOfOneClusterHaveTheSameAndOthersAnother() {
        byte[] one = CookieSecret.derived(SECRET, "edge");
        assertThat(one).hasSize(32).isEqualTo(CookieSecret.derived(SECRET, "edge"));
        assertThat(one).isNotEqualTo(CookieSecret.derived(SECRET, "other"));
        assertThat(one).isNotEqualTo(CookieSecret.derived("0123456789abcdeg", "edge"));
        assertThat(new String(one, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    }
}
