package dev.skein.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.link.Frame.BadFrameException;
import dev.skein.link.Frame.Kind;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AssemblyTest {
    private static final LinkType SMALL = new LinkType(1, "small", 1000);
    private static final LinkType LARGE = new LinkType(2, "large", 8 << 20);

    private final Assembly assembly = new Assembly(id -> id == 1 ? SMALL : id == 2 ? LARGE : null);

    private static Frame piece(int type, long id, boolean first, int total, int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) id);
        return new Frame(Kind.REQUEST, type, id, first, total, body);
    }

    @Test
    void piecesOfSeveralBodiesMayMix() throws Exception {
        assertThat(assembly.add(piece(2, 5, true, 30, 20)).whole()).isNull();
        assertThat(assembly.add(piece(2, 6, true, 40, 10)).whole()).isNull();
        Frame five =
                Objects.requireNonNull(assembly.add(piece(2, 5, false, 30, 10)).whole());
        Frame six =
                Objects.requireNonNull(assembly.add(piece(2, 6, false, 40, 30)).whole());
        assertThat(five.body()).hasSize(30).containsOnly(5);
        assertThat(six.body()).hasSize(40).containsOnly(6);
    }

    @Test
    void whatIsTooLargeOrUnknownIsRefusedOnceAndItsRestLeftOut() throws Exception {
        assertThat(assembly.add(piece(1, 5, true, 2000, 900)).refused())
                .isEqualTo("small: 2000 bytes (expected: at most 1000)");
        Assembly.Step rest = assembly.add(piece(1, 5, false, 2000, 900));
        assertThat(rest.whole()).isNull();
        assertThat(rest.refused()).isNull();
        assertThat(assembly.add(piece(9, 6, true, 1, 1)).refused()).isEqualTo("type 9 is unknown to this node");
    }

    @Test
    void memoryForHalfBodiesIsBounded() throws Exception {
        for (int id = 0; id < 4; id++) {
            assembly.add(piece(2, id, true, 8 << 20, 1));
        }
        assertThatThrownBy(() -> assembly.add(piece(2, 99, true, 8 << 20, 1)))
                .isInstanceOf(BadFrameException.class)
                .hasMessageContaining("too much at once: 4 bodies of 33554432 bytes are open");
    }

    @Test
    void theNumberOfHalfBodiesIsBounded() throws Exception {
        for (int id = 0; id < 64; id++) {
            assembly.add(piece(1, id, true, 100, 1));
        }
        assertThatThrownBy(() -> assembly.add(piece(1, 99, true, 100, 1))).hasMessageContaining("64 bodies");
    }

    @Test
    void moreThanWasAnnouncedAndABeginningTwiceEndTheConnection() throws Exception {
        assembly.add(piece(2, 5, true, 30, 20));
        assertThatThrownBy(() -> assembly.add(piece(2, 5, false, 30, 11)))
                .hasMessageContaining("more than the 30 bytes announced");
        assembly.add(piece(2, 6, true, 30, 20));
        assertThatThrownBy(() -> assembly.add(piece(2, 6, true, 30, 20))).hasMessageContaining("id 6 begins twice");
    }
}
