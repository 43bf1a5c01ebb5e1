package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http2.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9114 §4.1 and §7: what may come on a request's stream. */
class RequestFramesTest {
    private final RequestFrames frames = new RequestFrames(10);

    /** What was said, one word each, as bytes come in pieces of that size. */
    private List<String> said(String hex, int piece) {
        byte[] all = Fields.hex(hex);
        List<String> said = new ArrayList<>();
        ByteBuf in = Unpooled.buffer();
        for (int at = 0; at < all.length; at += piece) {
            in.writeBytes(all, at, Math.min(piece, all.length - at));
            if (!drain(in, said)) {
                return said;
            }
        }
        return said;
    }

    private boolean drain(ByteBuf in, List<String> said) {
        int next;
        while ((next = frames.next(in)) != RequestFrames.MORE) {
            switch (next) {
                case RequestFrames.BLOCK, RequestFrames.BODY -> {
                    byte[] bytes = new byte[frames.length()];
                    in.readBytes(bytes);
                    if (next == RequestFrames.BLOCK) {
                        said.add("block " + bytes.length);
                    } else {
                        for (byte each : bytes) {
                            said.add("byte " + each);
                        }
                    }
                }
                case RequestFrames.DATA -> said.add("data " + frames.length());
                case RequestFrames.TOO_LONG -> said.add("too long");
                case RequestFrames.UNKNOWN -> said.add("unknown");
                default -> {
                    said.add("unexpected");
                    return false;
                }
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void aRequestComesApartHoweverItIsCut(int piece) {
        assertThat(said("21 02 aabb  01 03 000000  00 00  4021 00  00 02 0708  01 02 0000  21 00", piece))
                .containsExactly(
                        "unknown", "block 3", "data 0", "unknown", "data 2", "byte 7", "byte 8", "block 2", "unknown");
        assertThat(frames.between()).isTrue();
        assertThat(frames.blocks()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "00, DATA before the head (§4.1)",
        "01 00 01 00 01, HEADERS behind trailers",
        "01 00 01 00 00, DATA behind trailers",
        "03, CANCEL_PUSH (§7.2.3)",
        "04, SETTINGS (§7.2.4)",
        "05, PUSH_PROMISE of a client (§7.2.5)",
        "07, GOAWAY (§7.2.6)",
        "0d, MAX_PUSH_ID (§7.2.7)",
        "02, PRIORITY of HTTP/2 (§7.2.8)",
        "06, PING of HTTP/2",
        "08, WINDOW_UPDATE of HTTP/2",
        "09, CONTINUATION of HTTP/2",
        "4009, the same in two bytes",
        "01 00 04, SETTINGS behind the head",
    })
    void whatMustNotComeIsSaidAtItsFirstByte(String hex, String why) {
        assertThat(said(hex, 1)).as(why).last().isEqualTo("unexpected");
    }

    @Test
    void aBlockThatIsTooLongGoesBy() {
        assertThat(said("01 0a" + "00".repeat(10) + "00 01 09", 100)).containsExactly("block 10", "data 1", "byte 9");
        RequestFramesTest other = new RequestFramesTest();
        assertThat(other.said("01 0b" + "00".repeat(11) + "00 01 09", 3))
                .containsExactly("too long", "data 1", "byte 9");
        assertThat(other.frames.blocks()).isOne();
    }

    @Test
    void lengthsThatNobodyCanHoldAreNoHarm() {
        assertThat(said("01 00 00 ffffffffffffffff 0708", 1))
                .containsExactly("block 0", "data " + Integer.MAX_VALUE, "byte 7", "byte 8");
        assertThat(frames.between()).isFalse();
        assertThat(new RequestFramesTest().said("01 ffffffffffffffff 0708", 1)).isEmpty();
        assertThat(new RequestFramesTest().said("ffffffffffffffff ffffffffffffffff 0708", 1))
                .containsExactly("unknown");
    }
}
