package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy's {@code proxy-protocol.txt}, §2.1 and §2.2. */
class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    /** 192.0.2.1:40000 to 198.51.100.1:443. */
    private static final String TCP4 = "c0000201 c6336401 9c40 01bb";
    /** [2001:db8::1]:40000 to [2001:db8::2]:443. */
    private static final String TCP6 = "20010db8000000000000000000000001 20010db8000000000000000000000002 9c40 01bb";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443 | 192.0.2.1:40000 | 198.51.100.1:443",
                "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535 | 255.255.255.255:65535 |"
                        + " 255.255.255.255:65535",
                "PROXY TCP6 2001:db8::1 ::1 0 443 | [2001:db8:0:0:0:0:0:1]:0 | [0:0:0:0:0:0:0:1]:443",
                "PROXY UNKNOWN | null | null",
                "PROXY UNKNOWN ffff:: whatever  it says 1 2 3 4 5 | null | null",
            })
    void version1LinesNameTheClient(String line, String source, String destination) {
        byte[] header = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ProxyProtocol protocol = decodeInEveryCut(header);
        assertThat(String.valueOf(protocol.source())).isEqualTo(source);
        assertThat(String.valueOf(protocol.destination())).isEqualTo(destination);
        assertThat(protocol.secure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n",
                "PROXY\r\n",
                "PROXY \r\n",
                "PROXY  TCP4 192.0.2.1 198.51.100.1 40000 443\r\n",
                "PROXY TCP4 192.0.2.1  198.51.100.1 40000 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443 \r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 0443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.1 40000 443\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 40000 443\r\n",
                "PROXY TCP4 ::1 ::1 40000 443\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.1 40000 443\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.1 40000 443\r\n",
                "PROXY tcp4 192.0.2.1 198.51.100.1 40000 443\r\n",
                "proxy TCP4 192.0.2.1 198.51.100.1 40000 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443\r\r\n",
            })
    void otherLinesAreRefused(String line) {
        assertThat(decode(line.getBytes(StandardCharsets.US_ASCII))).isEqualTo(ProxyProtocol.MALFORMED);
    }

    @Test
    void aLineHasAtMost107Bytes() {
        String longest = "PROXY UNKNOWN " + "x".repeat(91) + "\r\n";
        assertThat(decode(longest.getBytes(StandardCharsets.US_ASCII))).isEqualTo(ProxyProtocol.DONE);
        String open = "PROXY UNKNOWN " + "x".repeat(93);
        assertThat(decode(open.getBytes(StandardCharsets.US_ASCII))).isEqualTo(ProxyProtocol.MALFORMED);
        assertThat(decode(open.substring(0, 106).getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(ProxyProtocol.NEED_MORE);
    }

    @Test
    void version2NamesTheClientInBothFamilies() {
        ProxyProtocol four = decodeInEveryCut(header("21", "11", TCP4));
        assertThat(four.source()).hasToString("192.0.2.1:40000");
        assertThat(four.destination()).hasToString("198.51.100.1:443");
        ProxyProtocol six = decodeInEveryCut(header("21", "21", TCP6 + "04 0003 000000"));
        assertThat(six.source()).hasToString("[2001:db8:0:0:0:0:0:1]:40000");
        assertThat(six.destination()).hasToString("[2001:db8:0:0:0:0:0:2]:443");
        assertThat(decodeInEveryCut(header("21", "12", TCP4)).source()).hasToString("192.0.2.1:40000");
    }

    @Test
    void localUnspecifiedAndUnixHeadersNameNobody() {
        assertThat(decodeInEveryCut(header("20", "11", TCP4)).source()).isNull();
        assertThat(decodeInEveryCut(header("20", "00", "")).source()).isNull();
        assertThat(decodeInEveryCut(header("20", "11", "ff")).source()).isNull();
        assertThat(decodeInEveryCut(header("21", "00", "aabbcc")).source()).isNull();
        assertThat(decodeInEveryCut(header("21", "31", "00".repeat(216))).source())
                .isNull();
    }

    @Test
    void recordsTellWhetherTheClientWasEncrypted() {
        assertThat(decodeInEveryCut(header("21", "11", TCP4 + "01 0002 6832" + "20 0005 0100000000"))
                        .secure())
                .isTrue();
        assertThat(decodeInEveryCut(header("21", "11", TCP4 + "20 0005 0200000000"))
                        .secure())
                .isFalse();
    }

    @Test
    void aChecksumMustBeRight() {
        byte[] header = header("21", "11", TCP4 + "03 0004 00000000");
        CRC32C crc = new CRC32C();
        crc.update(header);
        ByteBuf in = Unpooled.wrappedBuffer(header).setInt(header.length - 4, (int) crc.getValue());
        assertThat(new ProxyProtocol().decode(in)).isEqualTo(ProxyProtocol.DONE);
        in.readerIndex(0).setByte(17, 9);
        ProxyProtocol protocol = new ProxyProtocol();
        assertThat(protocol.decode(in)).isEqualTo(ProxyProtocol.MALFORMED);
        assertThat(protocol.reason()).isEqualTo("PROXY protocol: wrong checksum");
    }

    @ParameterizedTest
    @CsvSource({
        "11, 11, 'c0000201 c6336401 9c40 01bb'",
        "31, 11, 'c0000201 c6336401 9c40 01bb'",
        "22, 11, 'c0000201 c6336401 9c40 01bb'",
        "21, 41, 'c0000201 c6336401 9c40 01bb'",
        "21, 13, 'c0000201 c6336401 9c40 01bb'",
        "21, 11, 'c0000201 c6336401 9c40 01'",
        "21, 11, 'c0000201 c6336401 9c40 01bb 04'",
        "21, 11, 'c0000201 c6336401 9c40 01bb 0400'",
        "21, 11, 'c0000201 c6336401 9c40 01bb 04 0002 00'",
        "21, 11, 'c0000201 c6336401 9c40 01bb 03 0002 0000'",
        "21, 21, 'c0000201 c6336401 9c40 01bb'",
    })
    void otherBinaryHeadersAreRefused(String command, String family, String rest) {
        assertThat(decode(header(command, family, rest))).isEqualTo(ProxyProtocol.MALFORMED);
    }

    @Test
    void theLengthIsBoundedAndRefusedBeforeItsBytesCome() {
        byte[] large = header("20", "00", "00".repeat(537));
        assertThat(new ProxyProtocol().decode(Unpooled.wrappedBuffer(large))).isEqualTo(ProxyProtocol.DONE);
        assertThat(new ProxyProtocol(536).decode(Unpooled.wrappedBuffer(large, 0, 16)))
                .isEqualTo(ProxyProtocol.MALFORMED);
        assertThatThrownBy(() -> new ProxyProtocol(535)).hasMessage("maxLength: 535 (expected: 536 to 65535)");
    }

    @Test
    void aWrongSignatureIsRefusedAtItsFirstByte() {
        assertThat(decode(new byte[] {'\r', '\n', '\n'})).isEqualTo(ProxyProtocol.MALFORMED);
        assertThat(decode(new byte[] {0x16, 3, 1})).isEqualTo(ProxyProtocol.MALFORMED);
        assertThat(decode(new byte[0])).isEqualTo(ProxyProtocol.NEED_MORE);
    }

    /** Whatever has arrived so far: nothing is consumed until all is there, and nothing behind the header. */
    private static ProxyProtocol decodeInEveryCut(byte[] header) {
        for (int length = 0; length < header.length; length++) {
            ByteBuf part = Unpooled.wrappedBuffer(header, 0, length);
            assertThat(new ProxyProtocol().decode(part)).as("%d bytes", length).isEqualTo(ProxyProtocol.NEED_MORE);
            assertThat(part.readerIndex()).isZero();
        }
        ByteBuf in = Unpooled.wrappedBuffer(header, new byte[] {'G', 'E', 'T'});
        ProxyProtocol protocol = new ProxyProtocol();
        assertThat(protocol.decode(in)).as(protocol.reason()).isEqualTo(ProxyProtocol.DONE);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
        return protocol;
    }

    private static int decode(byte[] header) {
        return new ProxyProtocol().decode(Unpooled.wrappedBuffer(header));
    }

    private static byte[] header(String command, String family, String rest) {
        String body = rest.replace(" ", "");
        String length = "%04x".formatted(body.length() / 2);
        return HexFormat.of().parseHex(SIGNATURE + command + family + length + body);
    }
}
