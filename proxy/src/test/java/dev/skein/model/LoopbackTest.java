package dev.skein.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"})
    void thisMachine(String host) {
        assertThat(Loopback.is(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost.evil.test", "127.0.0.1.evil.test", "10.0.0.1", "0.0.0.0", "[::]", "", "[", "1"})
    void anyOther(String host) {
        assertThat(Loopback.is(host)).isFalse();
    }

    @Test
    void noHostAtAll() {
        assertThat(Loopback.is(null)).isFalse();
    }
}
