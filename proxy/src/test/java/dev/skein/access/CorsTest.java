package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites that are none of those that may, but look like it. */
class CorsTest {
    private static Cors cors(boolean credentials, String... origins) {
        return new Cors(new Cors.Rules(List.of(origins), List.of("GET"), List.of("x-own"), List.of(), credentials, 60));
    }

    private static RequestView from(String origin) {
        return RequestText.get("a.test", "/", "Origin: " + origin).build();
    }

    private static String marks(Cors cors, RequestView request) {
        ByteSink lines = new ByteSink(0);
        cors.mark(request, lines);
        return Ascii.string(lines.bytes(), 0, lines.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "https://shop.test",
                "https://evilshop.test",
                "https://.shop.test.evil.test",
                "https://a.shop.test.evil.test",
                "http://a.shop.test",
                "https://a.shop.test:8443",
                "https://a.b.test.evil",
                "https://b.test:443",
                "https://b.test/",
                "b.test"
            })
    void whoIsNotListedGetsNothingButVary(String origin) {
        Cors cors = cors(true, "https://*.shop.test", "https://b.test");
        assertThat(cors.allows(from(origin))).isFalse();
        assertThat(marks(cors, from(origin))).isEqualTo("Vary: Origin\r\n");
    }

    @Test
    void theAnswerIsForOneSiteAndCachesAreToldSo() {
        Cors cors = cors(true, "https://*.shop.test");
        assertThat(marks(cors, from("https://a.shop.test")))
                .isEqualTo("Access-Control-Allow-Origin: https://a.shop.test\r\n"
                        + "Access-Control-Allow-Credentials: true\r\nVary: Origin\r\n");
        assertThat(marks(cors, RequestText.get("a.test", "/").build()))
                .as("for whoever asks by itself, too: a cache keeps it")
                .isEqualTo("Vary: Origin\r\n");
    }

    @Test
    void allSitesMayWithoutTheUsersCookiesOnly() {
        Cors cors = cors(false, "*");
        for (String origin : List.of("https://a.test", "null")) {
            assertThat(marks(cors, from(origin))).isEqualTo("Access-Control-Allow-Origin: *\r\n");
        }
    }
}
