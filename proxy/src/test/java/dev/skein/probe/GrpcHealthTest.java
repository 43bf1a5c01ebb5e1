package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcHealthTest {

    @Test
    void theWholeServerIsAskedForByAnEmptyMessage() {
        assertThat(GrpcHealth.request("")).containsExactly(0, 0, 0, 0, 0);
    }

    @Test
    void aServiceIsNamedInFieldOne() {
        assertThat(HexFormat.of().formatHex(GrpcHealth.request("shop"))).isEqualTo("00000000060a0473686f70");
    }

    @Test
    void aLongNameHasALengthOfTwoBytes() {
        assertThat(GrpcHealth.request("x".repeat(200)))
                .hasSize(5 + 1 + 2 + 200)
                .startsWith(0, 0, 0, 0, 203, 0x0a, 0xc8, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000020801, SERVING",
        "00000000020802, NOT_SERVING",
        "00000000020803, SERVICE_UNKNOWN",
        "0000000000, UNKNOWN",
        "000000000208ff, -1",
        "00000000020863, 99",
        "0000000006120278780801, SERVING",
        "000000000c120278780801250102030405, unreadable",
        "000000000b12027878080125010203ff, SERVING",
        "0000, without a message",
        "01000000020801, compressed",
        "00000000030801, with a wrong length",
        "00000000020a7f, unreadable",
        "0000000001ff, unreadable"
    })
    void theStatusIsReadFromTheAnswer(String hex, String status) {
        assertThat(GrpcHealth.status(HexFormat.of().parseHex(hex))).isEqualTo(status);
    }

    @Test
    void codesAreNamed() {
        assertThat(GrpcHealth.code("12")).isEqualTo("12 UNIMPLEMENTED");
        assertThat(GrpcHealth.code("99")).isEqualTo("99");
    }
}
