package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hash64Test {
    @ParameterizedTest
    @CsvSource({
        "'', 0, ef46db3751d8e999",
        "a, 0, d24ec4f1a98c6e5b",
        "abc, 0, 44bc2cf5ad770999",
        "I want an unsigned 64-bit seed!, 0, d4cb0a70a2b8c7c1",
        "I want an unsigned 64-bit seed!, 1, ce5087f12470d961",
        "Nobody inspects the spammish repetition, 0, fbcea83c8a378bf1"
    })
    void theHashIsXxh64(String text, long seed, String expected) {
        byte[] bytes = Ascii.bytes("<<" + text + ">>");
        assertThat(Hash64.of(bytes, 2, bytes.length - 2, seed)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    @Test
    void aServersIdNeverChanges() {
        // Written down: pins and consistent hashes of running clusters hang on it.
        assertThat(Pool.server("10.0.2.11:8080").id()).isEqualTo(699323087716531886L);
    }
}
