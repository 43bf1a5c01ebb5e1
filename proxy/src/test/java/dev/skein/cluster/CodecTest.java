package dev.skein.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    private enum Colour {
        RED,
        GREEN
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 8191, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE})
    void everyNumberComesBack(long value) {
        Decoder in = new Decoder(new Encoder(1).number(value).fixed(value).done());
        assertThat(in.number()).isEqualTo(value);
        assertThat(in.fixed()).isEqualTo(value);
        assertThat(in.more()).isFalse();
    }

    @Test
    void smallNumbersTakeOneByte() {
        assertThat(new Encoder(1).number(-64).number(63).done()).hasSize(3);
    }

    @Test
    void aValueOfAllKindsOfFieldsComesBack() {
        byte[] made = new Encoder(7)
                .text("shop/ä€😀")
                .flag(true)
                .real(-0.5)
                .bytes(new byte[300])
                .constant(Colour.GREEN)
                .done();
        Decoder in = new Decoder(made);
        assertThat(in.version()).isEqualTo(7);
        assertThat(in.text()).isEqualTo("shop/ä€😀");
        assertThat(in.flag()).isTrue();
        assertThat(in.real()).isEqualTo(-0.5);
        assertThat(in.bytes()).hasSize(300);
        assertThat(in.constant(Colour.values())).isEqualTo(Colour.GREEN);
    }

    @Test
    void anOlderReaderLeavesTheFieldsOfANewerVersionUnread() {
        Decoder in =
                new Decoder(new Encoder(2).text("known").text("added later").done());
        assertThat(in.text()).isEqualTo("known");
        assertThat(in.more()).isTrue();
    }

    @Test
    void lengthsAreNotTrusted() {
        byte[] huge = new Encoder(1).number(Integer.MAX_VALUE).done();
        assertThatThrownBy(() -> new Decoder(huge).bytes())
                .isInstanceOf(Decoder.MalformedException.class)
                .hasMessage("count: 2147483647 (expected: 0 to 0)");
        byte[] negative = new Encoder(1).number(-1).done();
        assertThatThrownBy(() -> new Decoder(negative).text()).isInstanceOf(Decoder.MalformedException.class);
        assertThatThrownBy(() -> new Decoder(new byte[0])).isInstanceOf(Decoder.MalformedException.class);
        assertThatThrownBy(() -> new Decoder(new Encoder(1).number(5).done()).constant(Colour.values()))
                .hasMessage("constant: 5 (expected: 0 to 1)");
        assertThatThrownBy(() -> new Decoder(new Encoder(1).number(1L << 40).done()).integer())
                .hasMessageContaining("32 bits");
        assertThatThrownBy(() -> new Decoder(
                                new Encoder(1).bytes(new byte[] {(byte) 0xff}).done())
                        .text())
                .hasMessageContaining("UTF-8");
    }

    @Test
    void garbageIsNeverTakenForAFactNorBreaksTheReader() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(40)];
            random.nextBytes(garbage);
            try {
                Fact.decode(garbage);
                Leases.decode(garbage);
            } catch (Decoder.MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void whatIsCarriedComesBack() {
        byte[] value = "value".getBytes(StandardCharsets.UTF_8);
        Fact fact = new Fact(new Fact.Key("a", "health", "shop/1"), 5, 9, value);
        assertThat(Fact.decode(fact.encode())).usingRecursiveComparison().isEqualTo(fact);
        Fact withdrawn = new Fact(fact.key(), 5, 10, null);
        assertThat(Fact.decode(withdrawn.encode())).usingRecursiveComparison().isEqualTo(withdrawn);
        Report report = new Report("a", "load", 5, 1, value);
        assertThat(Report.decode(report.encode())).usingRecursiveComparison().isEqualTo(report);
        Line line = new Line("a", 5, 1, value);
        assertThat(Line.decode(line.encode())).usingRecursiveComparison().isEqualTo(line);
        Claim claim = new Claim("a", 100, 30, List.of("a", "b"));
        assertThat(Claim.decode(claim.encode())).isEqualTo(claim);
        Leases leases = new Leases(Map.of("a", new Leases.Lease(30, 20)));
        assertThat(Leases.decode(leases.encode())).isEqualTo(leases);
    }
}
