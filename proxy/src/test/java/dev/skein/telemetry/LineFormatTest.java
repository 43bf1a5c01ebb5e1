package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFormatTest {

    private static String line(LineFormat format, Outcome outcome) {
        byte[] bytes = new byte[format.bound() + 9];
        Arrays.fill(bytes, (byte) '#');
        int end = format.append(new Line().at(bytes, 5), outcome);
        assertThat(end - 5).isLessThanOrEqualTo(format.bound());
        assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("#####");
        return new String(bytes, 5, end - 5, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_json_line_has_every_fact_of_a_good_exchange() {
        assertThat(line(LineFormat.JSON, Samples.good()))
                .isEqualTo("{\"time\":\"2026-11-21T10:31:02.123Z\",\"client\":\"192.0.2.7\","
                        + "\"protocol\":\"HTTP/1.1\",\"tls\":true,\"method\":\"GET\",\"host\":\"shop.example.com\","
                        + "\"target\":\"/cart/items?id=7\",\"status\":200,\"bytes_in\":412,\"bytes_out\":10321,"
                        + "\"referer\":\"https://shop.example.com/\",\"user_agent\":\"Mozilla/5.0 (X11; Linux "
                        + "x86_64; rv:133.0) Gecko/20100101 Firefox/133.0\",\"request_id\":\"0123456789abcdef\","
                        + "\"listener\":\"https\",\"route\":\"shop\",\"pool\":\"shop\","
                        + "\"server\":\"10.0.2.11:8080\",\"attempts\":1,\"reused\":true,\"end\":\"--\","
                        + "\"reason\":\"\",\"queue_ms\":0.000,\"connect_ms\":null,\"first_byte_ms\":1.234,"
                        + "\"total_ms\":1.300}\n");
    }

    @Test
    void a_combined_line_begins_as_nginx_writes_it() {
        assertThat(line(LineFormat.COMBINED, Samples.good()))
                .isEqualTo("192.0.2.7 - - [21/Nov/2026:10:31:02 +0000] \"GET /cart/items?id=7 HTTP/1.1\" 200 10321 "
                        + "\"https://shop.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) "
                        + "Gecko/20100101 Firefox/133.0\" shop.example.com shop shop/10.0.2.11:8080 1 -- "
                        + "0.000/-/1.234/1.300 0123456789abcdef\n");
    }

    @Test
    void a_request_that_could_not_be_read_is_a_line_too() {
        Outcome outcome = new Outcome();
        outcome.clear();
        outcome.failure = Failure.BAD_REQUEST;
        outcome.status = 400;
        assertThat(line(LineFormat.COMBINED, outcome))
                .isEqualTo("- - - [01/Jan/1970:00:00:00 +0000] \"- - HTTP/1.1\" 400 0 \"-\" \"-\" - - -/- 0 PR "
                        + "-/-/-/0.000 0000000000000000\n");
        assertThat(line(LineFormat.JSON, outcome))
                .contains("\"end\":\"PR\",\"reason\":\"malformed request\",\"queue_ms\":null");
    }

    @Test
    void the_end_code_tells_who_and_when() {
        Outcome outcome = Samples.good();
        outcome.failure = Failure.SERVER_TIMEOUT;
        outcome.phase = Phase.HEADERS;
        assertThat(line(LineFormat.of("%{end} %{reason}"), outcome)).isEqualTo("sH server did not answer in time\n");
    }

    @Test
    void bytes_from_outside_cannot_break_out_of_json() {
        Outcome outcome =
                Samples.good("GET", "h", "/a\"b\\c", "user-agent", "x\r\n\t\u0000\u007f\u00e9 12345678\u001b[0m");
        assertThat(line(LineFormat.of("{%{target} %{request.header.user-agent}}"), outcome))
                .isEqualTo("{/a\\\"b\\\\c x\\u000d\\u000a\\u0009\\u0000\\u007f\\u00e9 12345678\\u001b[0m}\n");
    }

    @Test
    void bytes_from_outside_cannot_break_out_of_quoted_text() {
        Outcome outcome = Samples.good("GET", "h", "/a\"b\\c?q=\"", "user-agent", "x\r\n\u00e9\"");
        assertThat(line(LineFormat.of("\"%{target}\" \"%{request.header.user-agent}\""), outcome))
                .isEqualTo("\"/a\\x22b\\x5cc?q=\\x22\" \"x\\x0d\\x0a\\xe9\\x22\"\n");
    }

    @Test
    void every_byte_in_every_place_of_a_word_is_escaped_exactly_if_it_must_be() {
        for (int b = 0; b < 256; b++) {
            for (int place = 0; place < 20; place++) {
                StringBuilder value = new StringBuilder("abcdefghijklmnopqrst");
                value.setCharAt(place, (char) b);
                StringBuilder expected = new StringBuilder();
                for (char c : value.toString().toCharArray()) {
                    boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
                    expected.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
                }
                Outcome outcome = Samples.good("GET", "h", "/", "x", value.toString());
                assertThat(line(LineFormat.of("%{request.header.x}"), outcome)).isEqualTo(expected + "\n");
            }
        }
    }

    @Test
    void a_long_value_is_cut_and_says_so() {
        Outcome outcome = Samples.good("GET", "h", "/" + "a".repeat(20_000) + "?" + "\u00ff".repeat(20_000));
        String text = line(LineFormat.COMBINED, outcome);
        assertThat(text).contains("aaa...?\\xff").contains("\\xff... HTTP/1.1\" 200");
    }

    @Test
    void no_line_is_longer_than_its_bound_whatever_it_holds() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Outcome outcome = Samples.good(
                    noise(random),
                    noise(random),
                    "/" + noise(random) + "?" + noise(random),
                    "user-agent",
                    noise(random),
                    "referer",
                    noise(random),
                    "cookie",
                    noise(random) + "=x;" + noise(random),
                    "authorization",
                    noise(random) + " " + noise(random));
            outcome.listener = noise(random);
            outcome.route = noise(random);
            outcome.foreignRequestId = noise(random).getBytes(StandardCharsets.ISO_8859_1);
            outcome.bytesIn = Long.MAX_VALUE;
            outcome.totalNanos = Long.MAX_VALUE;
            for (LineFormat format : new LineFormat[] {
                LineFormat.JSON,
                LineFormat.COMBINED,
                LineFormat.of("{%{request.header.cookie}%{request.header.authorization}")
            }) {
                assertThat(line(format, outcome)).hasLineCount(1).endsWith("\n");
            }
        }
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6000); length > 0; length--) {
            text.append((char) (random.nextInt(8) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void secrets_are_masked() {
        Outcome outcome = Samples.good(
                "GET",
                "h",
                "/",
                "Cookie",
                "SKEIN=abc; theme=dark; bare",
                "Authorization",
                "Bearer s3cret",
                "Proxy-Authorization",
                "s3cret",
                "X-Api-Key",
                "s3cret");
        assertThat(line(
                        LineFormat.of("%{request.header.cookie} | %{request.header.Authorization} | "
                                + "%{request.header.proxy-authorization} | %{request.header.x-api-key}"),
                        outcome))
                .isEqualTo("SKEIN=***; theme=***;*** | Bearer *** | *** | ***\n");
    }

    @Test
    void a_pattern_with_an_unknown_token_is_refused_by_name() {
        assertThatThrownBy(() -> LineFormat.of("%{client} %{stauts}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("format: %{stauts} (expected: one of time, time.combined,");
        assertThatThrownBy(() -> LineFormat.of("%{client")).hasMessage("format: %{client (expected: a closing brace)");
        assertThatThrownBy(() -> LineFormat.of("%{target}".repeat(10))).hasMessageContaining("bytes a line");
    }

    @Test
    void a_doubled_percent_sign_is_one() {
        assertThat(line(LineFormat.of("100%% %{status} %"), Samples.good())).isEqualTo("100% 200 %\n");
    }

    @Test
    void every_token_is_documented_and_compiles() {
        assertThat(LineFormat.tokens())
                .containsKeys("status", "ms.total", "end")
                .allSatisfy((name, meaning) -> {
                    assertThat(meaning).isNotBlank();
                    assertThat(line(LineFormat.of("%{" + name + "}"), Samples.good()))
                            .hasLineCount(1);
                });
    }
}
