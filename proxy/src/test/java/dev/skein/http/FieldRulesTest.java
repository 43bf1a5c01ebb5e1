package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.model.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldRulesTest {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    @Test
    void rfc9110Section5_6_2TokensOverAllBytes() {
        for (int c = 0; c < 256; c++) {
            boolean alnum = c < 0x80 && Character.isLetterOrDigit(c);
            assertThat(FieldRules.isToken((byte) c)).as("byte %d", c).isEqualTo(alnum || TOKEN_MARKS.indexOf(c) >= 0);
        }
        assertThat(FieldRules.isToken(new byte[0], 0, 0)).isFalse();
    }

    @Test
    void rfc9110Section5_5FieldValuesOverAllBytes() {
        for (int c = 0; c < 256; c++) {
            boolean legal = c == '\t' || (c >= 0x20 && c != 0x7f);
            assertThat(FieldRules.isFieldValue(new byte[] {'a', (byte) c}, 0, 2))
                    .as("byte %d", c)
                    .isEqualTo(legal);
        }
        assertThat(FieldRules.isFieldValue(new byte[0], 0, 0)).isTrue();
    }

    @Test
    void rfc9112Section3_2TargetsRefuseControlsSpaceFragmentAndWhatIsNotAscii() {
        for (int c = 0; c < 256; c++) {
            boolean legal = c > 0x20 && c < 0x7f && c != '#';
            assertThat(FieldRules.isTarget(new byte[] {'/', (byte) c}, 0, 2))
                    .as("byte %d", c)
                    .isEqualTo(legal);
        }
        assertThat(FieldRules.isTarget(new byte[0], 0, 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "KEEP-ALIVE",
                "Proxy-Connection",
                "te",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Proxy-Authenticate",
                "proxy-authorization"
            })
    void rfc9110Section7_6_1HopByHopFieldsEndHere(String name) {
        assertThat(FieldRules.hopByHop(Ascii.bytes(name), 0, name.length())).isTrue();
        assertThat(forbiddenInTrailer(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t", "tea", "trailer", "cookie", "Keep-Alives", "Connectiom", "Upgrade-Insecure-Requests", ""})
    void otherFieldsGoOn(String name) {
        assertThat(FieldRules.hopByHop(Ascii.bytes(name), 0, name.length())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host", "content-length", "Transfer-Encoding", "Forwarded", "Via", "X-Forwarded-For",
                        "x-forwarded-host",
                "X-FORWARDED-ANYTHING", "X-Real-IP", "X-Request-Id", "Authorization", "Cookie", "Set-Cookie",
                        "Cache-Control",
                "X_Forwarded_For"
            })
    void connectionCannotNominateWhatOthersRelyOn(String name) {
        assertThat(FieldRules.nominable(Ascii.bytes(name), 0, name.length())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Hop", "Foo", "X-Forwarded", "te", "keep-alive", "HTTP2-Settings"})
    void connectionNominatesAnythingElse(String name) {
        assertThat(FieldRules.nominable(Ascii.bytes(name), 0, name.length())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length", "Transfer-Encoding", "Host", "Cache-Control", "If-Match", "If-Range", "Range", "TE",
                        "Expect",
                "Max-Forwards", "Authorization", "WWW-Authenticate", "Set-Cookie", "Cookie", "Age", "Date", "Expires",
                        "Location",
                "Retry-After", "Vary", "Content-Encoding", "Content-Type", "Content-Range", "Trailer",
                        "X-Forwarded-For", "Via"
            })
    void rfc9110Section6_5_1FieldsThatNoTrailerMayHold(String name) {
        assertThat(forbiddenInTrailer(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc-status", "grpc-message", "Content-Digest", "Server-Timing", "X-Checksum", "ETag"})
    void trailersMayHoldTheRest(String name) {
        assertThat(forbiddenInTrailer(name)).isFalse();
    }

    @Test
    void aNameIsFoundInItsSpanOnly() {
        NameSet names = NameSet.of("Via", "X-Real-IP");
        assertThat(names.contains(Ascii.bytes("xviaz"), 1, 4)).isTrue();
        assertThat(names.contains(Ascii.bytes("via"), 0, 2)).isFalse();
        assertThat(names.contains(Ascii.bytes("x_real_ip"), 0, 9)).isFalse();
        assertThat(names.containsAlias(Ascii.bytes("X_Real-ip"), 0, 9)).isTrue();
        assertThat(names.containsAlias(Ascii.bytes("X+Real-ip"), 0, 9)).isFalse();
    }

    @Test
    void lookUpsAllocateNothing() {
        byte[] name = Ascii.bytes("X-Forwarded-Host");
        Allocation.assertNone(() -> {
            boolean hop = FieldRules.hopByHop(name, 0, name.length);
            boolean nominable = FieldRules.nominable(name, 0, name.length);
            assert !hop && !nominable && FieldRules.forbiddenInTrailer(name, 0, name.length);
        });
    }

    private static boolean forbiddenInTrailer(String name) {
        return FieldRules.forbiddenInTrailer(Ascii.bytes(name), 0, name.length());
    }
}
