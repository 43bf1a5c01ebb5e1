package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http.PathNormalizer.EncodedSlash;
import dev.skein.http.PathNormalizer.Policy;
import dev.skein.model.Ascii;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
    private static final String REFUSED = "refused";
    private static final Policy KEEP_ALL = new Policy(false, EncodedSlash.KEEP);

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "/%41%7e%2D%5f%2e%30, /A~-_.0",
        "/a%3ab%c3%a9, /a%3Ab%C3%A9",
        "/%25%32%65, /%252e",
        "/%2525, /%2525",
        "/a;b=c, /a;b=c",
        "/a%3fb%23, /a%3Fb%23",
        "/!$&'()*+=:@, /!$&'()*+=:@",
        "/<>\"^`{|}, /<>\"^`{|}",
    })
    void rfc3986Section6_2_2EncodingsTakeOneForm(String path, String expected) {
        assertThat(normal(path, Policy.DEFAULT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/., /",
        "/./, /",
        "/a/., /a/",
        "/a/./b, /a/b",
        "/a/.., /",
        "/a/../, /",
        "/a/../b, /b",
        "/a/b/../../c, /c",
        "/a/b/c/./../../g, /a/g",
        "/mid/content=5/../6, /mid/6",
        "/a/%2e%2E/b, /b",
        "/a/.%2e/b, /b",
        "/a/%2e/b, /a/b",
        "/a/..., /a/...",
        "/a/.b, /a/.b",
        "/a/..b, /a/..b",
        "/a/b.., /a/b..",
        "/a/b/..%3b, /a/b/..%3B",
        "/.well-known/x, /.well-known/x",
    })
    void rfc3986Section5_2_4DotSegmentsAreRemovedEvenWhenEncoded(String path, String expected) {
        assertThat(normal(path, Policy.DEFAULT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "//, /, //",
        "//a, /a, //a",
        "/a//b, /a/b, /a//b",
        "/a///b//, /a/b/, /a///b//",
        "/a//../b, /b, /a/b",
        "/a//./b, /a/b, /a//b",
        "//.., refused, /",
    })
    void slashesAreMergedOnWishOnly(String path, String merged, String kept) {
        assertThat(normal(path, Policy.DEFAULT)).isEqualTo(merged);
        assertThat(normal(path, KEEP_ALL)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "%2f",
                "/%",
                "/%4",
                "/%4g",
                "/%g4",
                "/%00",
                "/a%00b",
                "/\\",
                "/a\\b",
                "/..",
                "/../",
                "/a/../..",
                "/a/../../b",
                "/%2e%2e",
                "/..;/a",
                "/a/..;x=y/b",
                "/a/.;/b",
                "/a/..;",
                "/a/%2e%2e;/b",
                "/a?b",
                "/a#b",
                "/a b",
                "/a\tb",
                "/a\u0000",
                "/a\u007f",
                "/\u00e9",
                "/a\r\n"
            })
    void whatServersDisagreeAboutIsRefusedUnderEveryPolicy(String path) {
        for (Policy policy : new Policy[] {Policy.DEFAULT, KEEP_ALL}) {
            assertThat(normal(path, policy)).isEqualTo(REFUSED);
            assertThat(canonical(path, policy.mergeSlashes())).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"/a%2fb, /a%2Fb", "/a%2F..%2fb, /a%2F..%2Fb", "/a%5cb, /a%5Cb"})
    void encodedSlashesAreRefusedOrStayEncoded(String path, String kept) {
        assertThat(normal(path, Policy.DEFAULT)).isEqualTo(REFUSED);
        assertThat(normal(path, KEEP_ALL)).isEqualTo(kept);
        assertThat(canonical(kept, false)).isFalse();
    }

    @Test
    void anyPathHasOneFormWhichIsItsOwnFormAndNeverLonger() {
        String alphabet = "/a.%;2eF5c0\\?~4";
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder("/");
            for (int i = random.nextInt(12); i > 0; i--) {
                String piece = random.nextInt(4) == 0 ? "%2e" : random.nextInt(4) == 0 ? "/" : "";
                text.append(piece.isEmpty() ? alphabet.charAt(random.nextInt(alphabet.length())) + "" : piece);
            }
            String path = text.toString();
            Policy policy = random.nextBoolean() ? Policy.DEFAULT : KEEP_ALL;
            String normal = normal(path, policy);
            if (normal.equals(REFUSED)) {
                refused++;
                assertThat(canonical(path, policy.mergeSlashes())).as(path).isFalse();
                continue;
            }
            assertThat(normal(normal, policy)).as(path).isEqualTo(normal);
            assertThat(normal.length()).isLessThanOrEqualTo(path.length());
            boolean slashEncoded = normal.contains("%2F") || normal.contains("%5C");
            assertThat(canonical(normal, policy.mergeSlashes())).as(path).isEqualTo(!slashEncoded);
            assertThat(canonical(path, policy.mergeSlashes())).as(path).isEqualTo(path.equals(normal) && !slashEncoded);
            assertThat("/" + normal + "/").doesNotContain("/./", "/../");
        }
        assertThat(refused).isBetween(10_000, 90_000);
    }

    @Test
    void aPathCanBeNormalisedInItsOwnPlace() {
        byte[] bytes = Ascii.bytes("GET /a/./b/../%63 HTTP/1.1");
        int end = PathNormalizer.normalize(bytes, 4, 17, bytes, 4, Policy.DEFAULT);
        assertThat(Ascii.string(bytes, 4, end)).isEqualTo("/a/c");
        assertThat(Ascii.string(bytes, 17, bytes.length)).isEqualTo(" HTTP/1.1");
    }

    @Test
    void normalisingAllocatesNothing() {
        byte[] path = Ascii.bytes("/a/b/%7euser/../c%2Cd");
        byte[] out = new byte[path.length];
        Allocation.assertNone(() -> {
            boolean canonical = PathNormalizer.isCanonical(path, 0, path.length, true);
            int end = PathNormalizer.normalize(path, 0, path.length, out, 0, Policy.DEFAULT);
            assert !canonical && end > 0;
        });
    }

    private static String normal(String path, Policy policy) {
        byte[] in = Ascii.bytes("xy" + path + "/../z");
        byte[] out = new byte[path.length() + 1];
        int end = PathNormalizer.normalize(in, 2, 2 + path.length(), out, 1, policy);
        return end == PathNormalizer.REJECTED ? REFUSED : Ascii.string(out, 1, end);
    }

    private static boolean canonical(String path, boolean merge) {
        return PathNormalizer.isCanonical(Ascii.bytes("xy" + path + "./"), 2, 2 + path.length(), merge);
    }
}
