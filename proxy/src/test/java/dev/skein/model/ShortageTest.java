package dev.skein.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class ShortageTest {
    @Test
    void whatTheSystemRefusesIsOurs() {
        assertThat(Shortage.of(new IOException("newSocketStream(..) failed: Too many open files")))
                .isEqualTo("Too many open files");
        assertThat(Shortage.of(
                        new IllegalStateException("wrapped", new ConnectException("Cannot assign requested address"))))
                .isEqualTo("Cannot assign requested address");
    }

    @Test
    void whatTheOtherSideRefusesIsNot() {
        assertThat(Shortage.of(new ConnectException("Connection refused"))).isNull();
        assertThat(Shortage.of(new IOException())).isNull();
    }
}
