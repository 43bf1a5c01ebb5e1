package dev.skein.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpackDecoderTest {
    private final HpackDecoder decoder = new HpackDecoder(new HpackScratch(), 4096);

    private int decode(byte[] block, Fields into, int most) {
        return decoder.of(block, 0, block.length).decode(into, most);
    }

    private int decode(String hex) {
        return decode(Fields.hex(hex), new Fields(), Fields.AMPLE);
    }

    @ParameterizedTest
    @CsvSource({
        "80, index 0",
        "be, index 62",
        "ff, index -1",
        "ffff ff, index -1",
        "ffff ffff ffff, index -1",
        "ff80 8080 8080 01, index -1",
        "7f ff ff ff ff 7f, index -1 of a name",
        "7e 01 61, index 62 of a name",
        "40, block ends within a field",
        "40 01, string longer than its block",
        "40 7f 80 80 80 80 80, string longer than its block",
        "40 7f ff ff ff ff 7f, string longer than its block",
        "40 01 61, block ends within a field",
        "82 20, table size update that is not allowed",
        "20 20 20, table size update that is not allowed",
        "3f e2 1f, table size update that is not allowed",
        "3f ff ff ff ff ff, table size update that is not allowed",
        // EOS; a padding of eight bits; one of zeros; a code that is cut off.
        "00 84 ff ff ff ff 00, malformed Huffman code",
        "00 82 1f ff 00, malformed Huffman code",
        "00 81 18 00, malformed Huffman code",
        "00 82 ff 00 00, malformed Huffman code",
        "00 82 1f f8 00, malformed Huffman code",
    })
    void hostileBlocksAreRefused(String hex, String reason) {
        assertThat(decode(hex)).isEqualTo(HpackDecoder.MALFORMED);
        assertThat(decoder.reason()).isEqualTo(reason);
    }

    @Test
    void sizeUpdatesAtTheBeginningEvict() {
        assertThat(decode("40 01 61 01 62")).isEqualTo(HpackDecoder.COMPLETE);
        assertThat(decode("20 3f e1 1f")).isEqualTo(HpackDecoder.COMPLETE);
        assertThat(decode("be")).isEqualTo(HpackDecoder.MALFORMED);
    }

    @Test
    void anEntryLargerThanTheTableEmptiesIt() {
        HpackDecoder small = new HpackDecoder(new HpackScratch(), 64);
        assertThat(Fields.decode(small, Fields.hex("40 01 61 01 62 be"))).containsExactly("a: b", "a: b");
        String large = "40 01 61 28 " + "63".repeat(40);
        assertThat(Fields.decode(small, Fields.hex(large))).containsExactly("a: " + "c".repeat(40));
        byte[] reference = Fields.hex("be");
        assertThat(small.of(reference, 0, 1).decode(new Fields(), Fields.AMPLE)).isEqualTo(HpackDecoder.MALFORMED);
    }

    @Test
    void aNameMayComeFromTheEntryThatItsFieldEvicts() {
        HpackDecoder small = new HpackDecoder(new HpackScratch(), 100);
        Fields.decode(small, Fields.hex("40 04 6e616d65 20" + "61".repeat(32)));
        assertThat(Fields.decode(small, Fields.hex("7e 20" + "62".repeat(32) + "be")))
                .containsExactly("name: " + "b".repeat(32), "name: " + "b".repeat(32));
    }

    @Test
    void aBombIsNotHandedOnAndTheTableStaysRight() {
        // One large entry, then thousands of references of one byte each.
        byte[] block = new byte[4 + 3 + 3000 + 10_000];
        byte[] head = Fields.hex("40 01 61 7f b9 16");
        System.arraycopy(head, 0, block, 0, head.length);
        Arrays.fill(block, head.length, head.length + 3000, (byte) 'x');
        Arrays.fill(block, head.length + 3000, block.length, (byte) 0xbe);
        Fields fields = new Fields();
        assertThat(decode(block, fields, 20_000)).isEqualTo(HpackDecoder.TOO_LARGE);
        assertThat(fields.lines).hasSize(6);
        assertThat(Fields.decode(decoder, Fields.hex("be")).getFirst()).hasSize(3003);
    }

    @Test
    void afterAListThatWasTooLargeLaterFieldsAreInTheTable() {
        Fields fields = new Fields();
        assertThat(decode(Fields.hex("40 01 61 01 62  40 01 63 01 64"), fields, 40))
                .isEqualTo(HpackDecoder.TOO_LARGE);
        assertThat(fields.lines).containsExactly("a: b");
        assertThat(Fields.decode(decoder, Fields.hex("be bf"))).containsExactly("c: d", "a: b");
    }

    @Test
    void everyByteSurvivesTheHuffmanCodeAlike() {
        // Netty's encoder as the independent one.
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] value = new byte[1 + random.nextInt(60)];
            random.nextBytes(value);
            var headers = new DefaultHttp2Headers(false);
            headers.add("x", new AsciiString(value));
            var out = Unpooled.buffer();
            try {
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 64, 0)
                        .encodeHeaders(1, headers, out);
            } catch (Http2Exception e) {
                throw new AssertionError(e);
            }
            assertThat(Fields.decode(new HpackDecoder(new HpackScratch(), 4096), ByteBufUtil.getBytes(out)))
                    .containsExactly("x: " + new String(value, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void noiseIsRefusedOrDecodedButNeverThrows() {
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] block = new byte[random.nextInt(40)];
            random.nextBytes(block);
            HpackDecoder fresh = new HpackDecoder(new HpackScratch(), 128);
            refused += fresh.of(block, 0, block.length).decode(new Fields(), 200) == HpackDecoder.MALFORMED ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 19_999);
    }
}
