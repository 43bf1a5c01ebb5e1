package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http2.FieldSink;
import dev.skein.http2.Fields;
import dev.skein.http2.HpackScratch;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Field sections of RFC 9204 §4.5, where no table was allowed. */
class QpackDecoderTest {
    private final QpackDecoder decoder = new QpackDecoder(new HpackScratch());
    private final Fields fields = new Fields();

    private int decode(String hex, int most) {
        byte[] block = Fields.hex(hex);
        return decoder.decode(block, 0, block.length, fields, most);
    }

    @ParameterizedTest
    @CsvSource({
        // Appendix B.1: a literal with a name by its index.
        "0000 510b 2f69 6e64 6578 2e68 746d 6c, ':path: /index.html'",
        "0000 d1, ':method: GET'",
        "0000 c0, ':authority: '",
        "0000 ff23, 'x-frame-options: sameorigin'",
        "0000 5f50 01 61, 'user-agent: a'",
        "0000 23 782d61 01 62, 'x-a: b'",
        "0000 23 782d61 00, 'x-a: '",
        "0000 27 00 782d612d622d63 01 64, 'x-a-b-c: d'",
        // Never to be indexed, by index and by name (§4.5.4, §4.5.6).
        "0000 75 03 613d62, 'cookie: a=b'",
        "0000 33 782d61 01 62, 'x-a: b'",
        // Huffman's code: RFC 7541 appendix C.4.
        "0000 50 8c f1e3c2e5f23a6ba0ab90f4ff, ':authority: www.example.com'",
        "0000 2f01 25a849e95ba97d7f 89 25a849e95bb8e8b4bf, 'custom-key: custom-value'",
        // The base of a section that needs no entry may be anything that is not below zero (§4.5.1.2).
        "0005 d1, ':method: GET'",
        "007f 01 d1, ':method: GET'",
    })
    void aFieldIsRead(String hex, String line) {
        assertThat(decode(hex, Fields.AMPLE)).isEqualTo(QpackDecoder.COMPLETE);
        assertThat(fields.lines).containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource({
        "'', nothing at all",
        "00, no base",
        "007f, a base that is cut off",
        "01 00 d1, an entry is needed (§2.2.1)",
        "02 00 d1, another one",
        "00 80 d1, a base below zero (§4.5.1.2)",
        "0000 80, an entry of the table (§4.5.2)",
        "0000 10, an entry behind the base (§4.5.3)",
        "0000 40 01 61, a name of the table (§4.5.4)",
        "0000 00 01 61, a name behind the base (§4.5.5)",
        "0000 ff24, index 99 (§3.1)",
        "0000 5f54 01 61, index 99 of a name",
        "0000 ff 8080808080, an integer without an end (§4.1.1)",
        "0000 ff ffffffff 7f, an integer that is too large",
        "0000 51, a block that ends within a field",
        "0000 51 05 61, a string longer than its block",
        "0000 23 7861, a name longer than its block",
        "0000 23 782d61, a name without a value",
        "0000 51 ff ffffffff 7f, a length that is too large",
        // EOS, a padding of eight bits, one of zeros (RFC 7541 §5.2).
        "0000 51 84 ffffffff, the end of the code within it",
        "0000 51 82 1fff, a padding that is too long",
        "0000 51 81 18, a padding of zeros",
    })
    void whatIsMalformedIsSaidToBe(String hex, String why) {
        assertThat(decode(hex, Fields.AMPLE)).as(why).isEqualTo(QpackDecoder.MALFORMED);
    }

    @Test
    void aListThatIsTooLargeIsReadToItsEndAndHandedOnUpToThere() {
        assertThat(decode("0000 d1", 42)).isEqualTo(QpackDecoder.COMPLETE);
        assertThat(decode("0000 d1", 41)).isEqualTo(QpackDecoder.TOO_LARGE);
        assertThat(decode("0000 d1 23 782d61 01 62", 77)).isEqualTo(QpackDecoder.TOO_LARGE);
        assertThat(fields.lines).containsExactly(":method: GET", ":method: GET");
        assertThat(decode("0000 d1 80", 0)).isEqualTo(QpackDecoder.MALFORMED);
        // A bomb: each byte is a field.
        byte[] bomb = new byte[100_000];
        java.util.Arrays.fill(bomb, 2, bomb.length, (byte) 0xd1);
        assertThat(decoder.decode(bomb, 0, bomb.length, fields, 420)).isEqualTo(QpackDecoder.TOO_LARGE);
        assertThat(fields.lines).hasSize(12);
    }

    @Test
    void onlyTheSpanIsRead() {
        byte[] block = Fields.hex("ff 0000 d1 80");
        assertThat(decoder.decode(block, 1, 4, fields, Fields.AMPLE)).isEqualTo(QpackDecoder.COMPLETE);
        assertThat(fields.lines).containsExactly(":method: GET");
    }

    @Test
    void noiseIsRefusedOrDecodedButNeverThrows() {
        Random random = new Random(9);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] block = new byte[2 + random.nextInt(40)];
            random.nextBytes(block);
            block[0] = 0;
            block[1] = 0;
            refused += decoder.decode(block, 0, block.length, new Fields(), 200) == QpackDecoder.MALFORMED ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 19_999);
    }

    @Test
    void nothingIsAllocatedOnceWarm() {
        byte[] block = Fields.hex("0000 d1 50 8c f1e3c2e5f23a6ba0ab90f4ff 23 782d61 01 62");
        FieldSink nobody = (bytes, start, nameEnd, valueEnd) -> {};
        Allocation.assertNone(() -> decoder.decode(block, 0, block.length, nobody, Fields.AMPLE));
    }
}
