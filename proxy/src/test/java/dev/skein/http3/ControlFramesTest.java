package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http2.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9114 §6.2.1 and §7.2, and the instructions of RFC 9204 §4.3 and §4.4. */
class ControlFramesTest {
    /** All that was said, each as a digit but for the last one, in pieces of that size. */
    private static String said(String hex, int piece) {
        ControlFrames frames = new ControlFrames();
        StringBuilder said = new StringBuilder();
        byte[] all = Fields.hex(hex);
        ByteBuf in = Unpooled.buffer();
        for (int at = 0; at < all.length; at += piece) {
            in.writeBytes(all, at, Math.min(piece, all.length - at));
            int next;
            while ((next = frames.next(in)) != ControlFrames.MORE) {
                said.append(Integer.toHexString(next));
                if (next > ControlFrames.OTHER) {
                    return said.toString();
                }
            }
        }
        return said.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "0400, 1, no settings",
        "0402 0608, 1, one",
        "0402 2107 210121, 12, an unknown one (§7.2.4.1), an unknown frame (§9)",
        "0402 0801, 1, extended CONNECT (RFC 9220)",
        "0402 0800, 1, none",
        "0400 07 01 04 07 01 04 07 01 00, 1222, GOAWAY and ever less (§5.2)",
        "0400 0d 01 04 0d 01 05, 122, MAX_PUSH_ID and ever more (§7.2.7)",
        "0400 21 4040 000000000000000000000000, 12, an unknown frame under way",
        "07 01 00, 10a, GOAWAY first (§6.2.1)",
        "21 00, 10a, an unknown frame first",
        "0400 0400, 1105, SETTINGS twice (§7.2.4)",
        "0400 00, 1105, DATA (§7.2.1)",
        "0400 01, 1105, HEADERS (§7.2.2)",
        "0400 05, 1105, PUSH_PROMISE (§7.2.5)",
        "0400 02, 1105, PRIORITY of HTTP/2 (§7.2.8)",
        "0400 06, 1105, PING of HTTP/2",
        "0402 0000, 109, a reserved setting (§7.2.4.1)",
        "0402 0200, 109, ENABLE_PUSH of HTTP/2",
        "0402 0508, 109, MAX_FRAME_SIZE of HTTP/2",
        "0404 0608 0609, 109, a setting twice (§7.2.4)",
        "0402 0802, 109, extended CONNECT of 2 (RFC 8441 §3)",
        "0401 06, 106, half a setting (§7.1)",
        "0403 06 40 00, 1, a value of two bytes",
        "0402 06 40, 106, half of it",
        "0400 07 00, 12106, GOAWAY of nothing",
        "0400 07 02 0000, 12106, GOAWAY of two numbers",
        "0400 07 01 04 07 01 08, 122108, GOAWAY that grows (§5.2)",
        "0400 0d 01 05 0d 01 04, 122108, MAX_PUSH_ID that shrinks (§7.2.7)",
        "0400 03 01 00, 12108, CANCEL_PUSH of nothing that was promised (§7.2.3)",
        "04 47d0, 107, settings of a length that nobody needs",
        "0400 07 ffffffffffffffff, 12107, GOAWAY likewise",
    })
    void aFrameIsTakenOrAnError(String hex, String wanted, String why) {
        for (int piece : new int[] {1, 2, 100}) {
            assertThat(said(hex, piece)).as(why).isEqualTo(wanted);
        }
    }

    private static String instructions(boolean encoder, String hex, int piece) {
        QpackInstructions instructions = new QpackInstructions(encoder);
        StringBuilder said = new StringBuilder();
        byte[] all = Fields.hex(hex);
        for (int at = 0; at < all.length; at += piece) {
            ByteBuf in = Unpooled.wrappedBuffer(all, at, Math.min(piece, all.length - at));
            int next;
            while ((next = instructions.next(in)) != QpackInstructions.MORE) {
                said.append(Integer.toHexString(next));
                if (next != QpackInstructions.NOTHING) {
                    return said.toString();
                }
            }
        }
        return said.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "true, 20 20, 11, a capacity of nothing (§4.3.1)",
        "true, 21, 201, a capacity above what was allowed",
        "true, 3f 01, 201, a large one",
        "true, c1 00, 201, an entry by a name of the static table (§4.3.2)",
        "true, 41 61 00, 201, an entry of its own name (§4.3.3)",
        "true, 00, 201, a duplicate of nothing (§4.3.4)",
        "false, 44, 1, a stream was given up (§4.4.2)",
        "false, 7f 00 44, 11, another one",
        "false, 7f ff ff 03 44, 11, a later one",
        "false, 7f ffffffffffffffff 7f, 1, the last one",
        "false, 7f ffffffffffffffffff, 202, a number without an end",
        "false, 80, 202, a block acknowledged that needed no entry (§4.4.1)",
        "false, 01, 202, more entries than there are (§4.4.3)",
        "false, 00, 202, no more entries",
    })
    void anInstructionChangesNothingOrIsAnError(boolean encoder, String hex, String wanted, String why) {
        for (int piece : new int[] {1, 2, 100}) {
            assertThat(instructions(encoder, hex, piece)).as(why).isEqualTo(wanted);
        }
    }

    @Test
    void settingsMayBeMany() {
        StringBuilder settings = new StringBuilder("04 40c6");
        for (int id = 0; id < 66; id++) {
            settings.append("40%02x01".formatted(0x21 + id));
        }
        assertThat(said(settings.toString(), 7)).isEqualTo("1");
    }
}
