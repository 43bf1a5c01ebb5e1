package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarIntTest {
    private static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits));
    }

    /** RFC 9000 appendix A.1, and the ends of each length. */
    @ParameterizedTest
    @CsvSource({
        "c2197c5eff14e88c, 151288809941952652",
        "9d7f3e7d, 494878333",
        "7bbd, 15293",
        "25, 37",
        "00, 0",
        "3f, 63",
        "4040, 64",
        "7fff, 16383",
        "80004000, 16384",
        "bfffffff, 1073741823",
        "c000000040000000, 1073741824",
        "ffffffffffffffff, 4611686018427387903",
    })
    void anIntegerIsReadAndWrittenInItsShortestForm(String digits, long value) {
        ByteBuf in = hex(digits);
        assertThat(VarInt.length(in.getByte(0))).isEqualTo(in.readableBytes());
        assertThat(VarInt.read(in)).isEqualTo(value);
        assertThat(in.isReadable()).isFalse();
        ByteBuf out = Unpooled.buffer();
        VarInt.write(out, value);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(digits);
    }

    @Test
    void aLongerFormThanNeededMeansTheSame() {
        assertThat(VarInt.read(hex("4025"))).isEqualTo(37);
        assertThat(VarInt.read(hex("80000025"))).isEqualTo(37);
        assertThat(VarInt.read(hex("c000000000000025"))).isEqualTo(37);
    }

    @Test
    void whatIsCutOffIsLeftWhereItIs() {
        for (String whole : new String[] {"7bbd", "9d7f3e7d", "c2197c5eff14e88c"}) {
            for (int end = 0; end < whole.length(); end += 2) {
                ByteBuf in = hex(whole.substring(0, end));
                assertThat(VarInt.read(in)).isEqualTo(VarInt.INCOMPLETE);
                assertThat(in.readableBytes()).isEqualTo(end / 2);
            }
        }
    }

    @Test
    void fourBytesThatWereLeftFreeAreSetAfterwards() {
        ByteBuf out = Unpooled.buffer().writeZero(6);
        VarInt.set4(out, 1, 494_878_333);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("009d7f3e7d00");
    }
}
