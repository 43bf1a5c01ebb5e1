package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.cluster.Decoder;
import dev.skein.control.Plight.Circuit;
import dev.skein.control.Plight.Gate;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlightTest {
    private static final Plight PLIGHT = new Plight(
            true,
            false,
            3,
            Map.of(
                    "shop", new Gate(7, Circuit.OPEN),
                    "api", new Gate(0, Circuit.HALF_OPEN),
                    "blog", new Gate(1, Circuit.CLOSED)));

    @Test
    void whatIsToldIsWhatIsRead() {
        assertThat(Plight.decode(PLIGHT.encode())).isEqualTo(PLIGHT);
    }

    @Test
    void halfOfItIsRefused() {
        byte[] bytes = PLIGHT.encode();
        assertThatThrownBy(() -> Plight.decode(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(Decoder.MalformedException.class);
    }

    @Test
    void ofTwoNodesTheQueuesAddUpAndTheWorseCircuitIsTold() {
        Gate open = new Gate(2, Circuit.OPEN);
        Gate half = new Gate(3, Circuit.HALF_OPEN);
        assertThat(open.plus(half)).isEqualTo(new Gate(5, Circuit.OPEN));
        assertThat(half.plus(open)).isEqualTo(new Gate(5, Circuit.OPEN));
        assertThat(half.plus(Gate.WIDE)).isEqualTo(half);
    }
}
