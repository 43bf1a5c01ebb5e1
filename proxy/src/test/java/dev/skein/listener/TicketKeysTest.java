package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TicketKeysTest {
    private static final byte[] SECRET = new byte[32];

    @Test
    void theSameSecretGivesTheSameKeysEverywhere() {
        var here = TicketKeys.of(List.of(SECRET)).of("web")[0];
        var there = TicketKeys.of(List.of(SECRET)).of("web")[0];
        assertThat(here.name()).isEqualTo(there.name()).hasSize(16);
        assertThat(here.hmacKey()).isEqualTo(there.hmacKey());
        assertThat(here.aesKey()).isEqualTo(there.aesKey()).isNotEqualTo(here.hmacKey());
    }

    @Test
    void anotherPurposeHasOtherKeys() {
        TicketKeys keys = TicketKeys.of(List.of(SECRET));
        assertThat(keys.of("web")[0].name()).isNotEqualTo(keys.of("shop")[0].name());
        assertThat(keys.of("web")[0].aesKey()).isNotEqualTo(keys.of("shop")[0].aesKey());
    }

    @Test
    void aNewKeySealsAndTwoOldOnesStillOpen() {
        TicketKeys keys = TicketKeys.random();
        byte[] first = keys.of("web")[0].name();
        TicketKeys second = keys.rotated();
        assertThat(second.of("web")).hasSize(2);
        assertThat(second.of("web")[0].name()).isNotEqualTo(first);
        assertThat(second.of("web")[1].name()).isEqualTo(first);
        TicketKeys fourth = second.rotated().rotated();
        assertThat(fourth.of("web")).hasSize(3).noneMatch(key -> java.util.Arrays.equals(key.name(), first));
    }

    @Test
    void secretsMustBeThereAndLongEnough() {
        assertThatThrownBy(() -> TicketKeys.of(List.of())).hasMessageContaining("expected: at least one");
        assertThatThrownBy(() -> TicketKeys.of(List.of(new byte[16]))).hasMessageContaining("32 bytes");
    }
}
