package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.model.Ascii;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, -1",
        "EXAMPLE.com:8080, example.com, 8080",
        "example.com:, example.com, -1",
        "example.com:0, example.com, 0",
        "example.com:65535, example.com, 65535",
        "example.com:00080, example.com, 80",
        "example.com., example.com, -1",
        "example.com.:443, example.com, 443",
        "a_b-c~d.x, a_b-c~d.x, -1",
        "192.0.2.1:80, 192.0.2.1, 80",
        "[2001:DB8::1], [2001:db8::1], -1",
        "[::]:443, [::], 443",
        "[::ffff:192.0.2.1]:, [::ffff:192.0.2.1], -1",
        "x, x, -1",
    })
    void rfc3986Section3_2_2HostAndPort(String text, String host, int port) {
        byte[] bytes = Ascii.bytes("//" + text + "/:");
        long authority = Authority.parse(bytes, 2, 2 + text.length());
        assertThat(authority).isNotEqualTo(Authority.INVALID);
        assertThat(Authority.port(authority)).isEqualTo(port);
        byte[] out = new byte[text.length() + 1];
        int end = Authority.lowerHost(bytes, 2, Authority.hostEnd(authority), out, 1);
        assertThat(Ascii.string(out, 1, end)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                ".",
                "..",
                ".a",
                "a..b",
                "a..",
                "user@host",
                "user:pw@host",
                "a b",
                " a",
                "a ",
                "a\t",
                "a,b",
                "a/b",
                "a?b",
                "a#b",
                "a\\b",
                "a%41",
                "a<b",
                "a>b",
                "a\"b",
                "a^b",
                "a`b",
                "a{b",
                "a|b",
                "a[b",
                "a]b",
                "a\u0000",
                "\u00e9",
                "a:b",
                "a:80:80",
                "a:-1",
                "a:+1",
                "a:65536",
                "a:99999",
                "a:100000",
                "a: 80",
                "a:80 ",
                "::1",
                "[::1",
                "[]",
                "[::1]x",
                "[::1]]",
                "[[::1]]",
                "[::1%25eth0]",
                "[fe80::1%eth0]",
                "[v1.x]",
                "[192.0.2.1]",
                "[:::]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1::2::3]",
                "[12345::]",
                "[::g]",
                "[::1]:x",
                "[::1]:65536",
                "[:1]",
                "[1:]",
                "[::192.0.2.256]",
                "[::1.2.3]",
                "[1.2.3.4::]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[1:2:3:4:5:6:7:8::]",
                "[::1 ]"
            })
    void anythingElseIsInvalid(String text) {
        byte[] bytes = Ascii.bytes("x" + text + "x");
        assertThat(Authority.parse(bytes, 1, 1 + text.length())).isEqualTo(Authority.INVALID);
    }

    @Test
    void aHostHasAtMost255Characters() {
        byte[] bytes = Ascii.bytes("a".repeat(256));
        assertThat(Authority.parse(bytes, 0, 255)).isNotEqualTo(Authority.INVALID);
        assertThat(Authority.parse(bytes, 0, 256)).isEqualTo(Authority.INVALID);
    }

    @Test
    void rfc4291Section2_2EveryWayToWriteAnAddressGivesItsBytes() throws Exception {
        Random random = new Random(5);
        byte[] out = new byte[16];
        for (int round = 0; round < 20_000; round++) {
            byte[] raw = new byte[random.nextInt(4) == 0 ? 4 : 16];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : 0;
            }
            String text = InetAddress.getByAddress(raw).getHostAddress();
            raw = InetAddress.ofLiteral(text).getAddress();
            String written = random.nextBoolean() ? shortened(text, random) : text;
            byte[] bytes = Ascii.bytes("1" + written + "1");
            int length = IpText.parse(bytes, 1, bytes.length - 1, out);
            assertThat(Arrays.copyOf(out, length)).as(written).isEqualTo(raw);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4", "1.2.3.04", "256.1.1.1",
                        "1.2.3.1000",
                "1.2.3.4 ", "a.b.c.d", "0x1.2.3.4", "1.2.3.-4", "::1.2.3.4.5", "1:2", ":", ":::", "::1::", "g::",
                        "1:2:3:4:5:6:7:8:"
            })
    void whatIsNoAddressIsNone(String text) {
        byte[] bytes = Ascii.bytes(text);
        assertThat(IpText.parse(bytes, 0, bytes.length, new byte[16])).isZero();
        assertThat(IpText.address(bytes, 0, bytes.length, 0)).isNull();
    }

    @Test
    void parsingAllocatesNothing() {
        byte[] bytes = Ascii.bytes("[2001:db8::1]:8443");
        byte[] out = new byte[16];
        Allocation.assertNone(() -> {
            long authority = Authority.parse(bytes, 0, bytes.length);
            assert Authority.port(authority) == 8443 && IpText.parse(bytes, 1, 12, out) == 16;
        });
    }

    /** Puts {@code ::} for a run of zero groups chosen by chance. */
    private static String shortened(String text, Random random) {
        String[] groups = text.split(":", -1);
        if (groups.length != 8) {
            return text;
        }
        int from = random.nextInt(8);
        int to = from;
        while (to < 8 && groups[to].equals("0")) {
            to++;
        }
        if (to == from) {
            return text;
        }
        String left = String.join(":", Arrays.copyOfRange(groups, 0, from));
        return left + "::" + String.join(":", Arrays.copyOfRange(groups, to, 8));
    }
}
