package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http2.Fields;
import dev.skein.http2.HpackScratch;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QpackEncoderTest {
    private final QpackEncoder encoder = new QpackEncoder(new HpackScratch());
    private final QpackDecoder decoder = new QpackDecoder(new HpackScratch());

    private List<String> decoded(byte[] block) {
        Fields fields = new Fields();
        assertThat(decoder.decode(block, 0, block.length, fields, Fields.AMPLE)).isEqualTo(QpackDecoder.COMPLETE);
        return fields.lines;
    }

    private String encoded(String... lines) {
        return ByteBufUtil.hexDump(Fields.encode(encoder, List.of(lines)));
    }

    @ParameterizedTest
    @CsvSource({
        // Appendix B.1 of RFC 9204.
        "':path: /index.html', 0000 510b 2f69 6e64 6578 2e68 746d 6c",
        "':path: /', 0000 c1",
        "':status: 200', 0000 d9",
        "':status: 103', 0000 d8",
        "':status: 100', 0000 ff00",
        "':status: 500', 0000 ff08",
        "':status: 418', 0000 5f09 03343138",
        "'Vary: accept-encoding', 0000 fb",
        "'x-frame-options: sameorigin', 0000 ff23",
        "'Server: s', 0000 5f4d 01 73",
        "'X-A: b', 0000 23 782d61 01 62",
        // Never to be indexed (§7.1.3).
        "'Set-Cookie: a', 0000 7e 01 61",
        "'authorization: a', 0000 7f45 01 61",
        "'proxy-authorization: a', 0000 370c 70726f78792d617574686f72697a6174696f6e 01 61",
    })
    void aFieldIsWrittenAsTheStaticTableAllows(String line, String hex) {
        assertThat(encoded(line)).isEqualTo(hex.replace(" ", ""));
    }

    /** RFC 9204 appendix A: 99 fields, each of which is written so that it is read as the same. */
    @Test
    void eachFieldOfTheStaticTableComesBack() {
        assertThat(QpackTable.FIELDS.count()).isEqualTo(99);
        int whole = 0;
        for (int index = 0; index < 99; index++) {
            String hex = index < 63 ? "0000%02x".formatted(0xc0 | index) : "0000ff%02x".formatted(index - 63);
            String line = decoded(Fields.hex(hex)).getFirst();
            String again = encoded(line);
            assertThat(decoded(Fields.hex(again))).containsExactly(line);
            whole += again.equals(hex) ? 1 : 0;
        }
        // Those without a value have only a name to refer to, and some stand far from the first one of their name.
        assertThat(whole).isEqualTo(77);
    }

    @Test
    void anyStatusComesBack() {
        for (int status = 100; status < 1000; status++) {
            assertThat(decoded(Fields.encode(encoder, List.of(":status: " + status))))
                    .containsExactly(":status: " + status);
        }
    }

    @Test
    void anyListSurvivesEncodingAndDecoding() {
        Random random = new Random(17);
        for (int round = 0; round < 2000; round++) {
            List<String> lines = new ArrayList<>();
            List<String> lower = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = random.nextBoolean() ? "X-" + random.nextInt(30) : staticName(random.nextInt(99));
                byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(900) : random.nextInt(4)];
                random.nextBytes(value);
                String text = ": " + new String(value, StandardCharsets.ISO_8859_1);
                if (!name.equals(":status")) {
                    lines.add(name + text);
                    lower.add(name.toLowerCase(Locale.ROOT) + text);
                }
            }
            assertThat(decoded(Fields.encode(encoder, lines))).isEqualTo(lower);
        }
    }

    private static String staticName(int index) {
        var all = QpackTable.FIELDS;
        int start = all.start(index + 1);
        return new String(all.bytes(), start, all.nameEnd(index + 1) - start, StandardCharsets.ISO_8859_1);
    }
}
