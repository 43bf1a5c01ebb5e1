package dev.skein.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {
    private final HpackEncoder encoder = new HpackEncoder(new HpackScratch());
    private final HpackDecoder decoder = new HpackDecoder(new HpackScratch(), 4096);

    private int roundTrip(String... lines) {
        byte[] block = Fields.encode(encoder, List.of(lines));
        assertThat(Fields.decode(decoder, block)).containsExactly(lines);
        return block.length;
    }

    @Test
    void whatRepeatsShrinksToOneByteAField() {
        String[] head = {
            ":status: 200", "server: shop", "content-type: text/html", "date: Mon, 21 Oct 2013 20:13:21 GMT", "x-own: 1"
        };
        assertThat(roundTrip(head)).isGreaterThan(50);
        assertThat(roundTrip(head)).isGreaterThan(50);
        assertThat(roundTrip(head)).isEqualTo(5);
    }

    @Test
    void whatIsKnownToBothIsOneByteAtOnce() {
        assertThat(roundTrip(":method: GET", ":path: /", ":scheme: https", "accept-encoding: gzip, deflate"))
                .isEqualTo(4);
        assertThat(roundTrip(":status: 404")).isEqualTo(1);
        assertThat(roundTrip(":status: 503")).isEqualTo(5);
    }

    @Test
    void namesAreWrittenInLowerCase() {
        assertThat(Fields.decode(decoder, Fields.encode(encoder, List.of("Content-Type: Text/HTML", "X-A: B"))))
                .containsExactly("content-type: Text/HTML", "x-a: B");
    }

    @Test
    void secretsAreMarkedAndNeverInTheTable() {
        for (int i = 0; i < 3; i++) {
            byte[] block = Fields.encode(encoder, List.of("set-cookie: sid=1", "authorization: x", "cookie: a=b"));
            assertThat(block[0] & 0xf0).isEqualTo(0x10);
            assertThat(Fields.decode(decoder, block))
                    .containsExactly("set-cookie: sid=1", "authorization: x", "cookie: a=b");
            assertThat(block.length).isGreaterThan(15);
        }
    }

    @Test
    void aSmallerTableOfThePeerIsObeyedAndTold() {
        roundTrip("x-a: 1");
        roundTrip("x-a: 1");
        encoder.tableSize(0);
        encoder.tableSize(100);
        byte[] block = Fields.encode(encoder, List.of("x-a: 1"));
        // 0, then 100.
        assertThat(block).startsWith(0x20, 0x3f, 100 - 31);
        assertThat(Fields.decode(decoder, block)).containsExactly("x-a: 1");
        assertThat(roundTrip("x-a: 1")).isEqualTo(1);
        encoder.tableSize(1 << 30);
        assertThat(roundTrip("x-a: 1")).isEqualTo(4);
        encoder.tableSize(0);
        for (int i = 0; i < 5; i++) {
            assertThat(roundTrip("x-a: 1", "x-b: 2")).isGreaterThan(12);
        }
    }

    @Test
    void anyListSurvivesEncodingAndDecoding() {
        Random random = new Random(11);
        for (int round = 0; round < 3000; round++) {
            if (random.nextInt(50) == 0) {
                encoder.tableSize(random.nextInt(5000));
            }
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                lines.add(line(random));
            }
            List<String> lower = lines.stream().map(HpackEncoderTest::lower).toList();
            assertThat(Fields.decode(decoder, Fields.encode(encoder, lines))).isEqualTo(lower);
        }
    }

    private static String line(Random random) {
        String name = random.nextBoolean() ? "X-" + random.nextInt(30) : staticName(random);
        byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(900) : random.nextInt(4)];
        random.nextBytes(value);
        return name + ": " + new String(value, StandardCharsets.ISO_8859_1);
    }

    private static String staticName(Random random) {
        int index = 15 + random.nextInt(StaticTable.COUNT - 14);
        return new String(
                StaticTable.HPACK.bytes(),
                StaticTable.HPACK.start(index),
                StaticTable.HPACK.nameEnd(index) - StaticTable.HPACK.start(index),
                StandardCharsets.ISO_8859_1);
    }

    private static String lower(String line) {
        int colon = line.indexOf(": ");
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }

    @Test
    void nothingIsAllocatedOnceWarm() {
        byte[] text = "Content-Typetext/html".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf out = Unpooled.buffer(4096);
        FieldSink nobody = (bytes, start, nameEnd, valueEnd) -> {};
        byte[] block = new byte[256];
        Runnable action = () -> {
            out.clear();
            encoder.begin(out);
            encoder.status(out, 200);
            encoder.field(out, text, 0, 12, 12, text.length);
            int length = out.readableBytes();
            out.getBytes(0, block, 0, length);
            decoder.of(block, 0, length).decode(nobody, Fields.AMPLE);
        };
        Allocation.assertNone(action);
    }
}
