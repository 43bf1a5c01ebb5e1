package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.RequestText;
import dev.skein.model.TlsFacts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFormatTest {

    private static LineFormat of(String pattern) {
        return LineFormat.of(pattern, "edge-a");
    }

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
                        + "\"uri\":\"/cart/items?id=7\",\"status\":200,\"bytes_in\":412,\"bytes_out\":10321,"
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
        assertThat(line(of("%{end} %{reason}"), outcome)).isEqualTo("sH server did not answer in time\n");
    }

    @Test
    void bytes_from_outside_cannot_break_out_of_json() {
        Outcome outcome =
                Samples.good("GET", "h", "/a\"b\\c", "User-Agent: x\r\n\t\u0000\u007f\u00e9 12345678\u001b[0m");
        assertThat(line(of("{%{request.uri} %{header.user-agent}}"), outcome))
                .isEqualTo("{/a\\\"b\\\\c x\\u000d\\u000a\\u0009\\u0000\\u007f\\u00e9 12345678\\u001b[0m}\n");
    }

    @Test
    void bytes_from_outside_cannot_break_out_of_quoted_text() {
        Outcome outcome = Samples.good("GET", "h", "/a\"b\\c?q=\"", "User-Agent: x\r\n\u00e9\"");
        assertThat(line(of("\"%{request.uri}\" \"%{header.user-agent}\""), outcome))
                .isEqualTo("\"/a\\x22b\\x5cc?q=\\x22\" \"x\\x0d\\x0a\\xe9\\x22\"\n");
    }

    @Test
    void every_byte_in_every_place_of_a_word_is_escaped_exactly_if_it_must_be() {
        for (int b = 0; b < 256; b++) {
            for (int place = 0; place < 20; place++) {
                StringBuilder text = new StringBuilder("abcdefghijklmnopqrst");
                text.setCharAt(place, (char) b);
                String value = text.toString();
                boolean plain = b >= ' ' && b < 0x7f && b != '"' && b != '\\';
                String written = plain ? String.valueOf((char) b) : String.format("\\x%02x", b);
                String expected = value.substring(0, place) + written + value.substring(place + 1);
                // At the end of an array, in the middle of one (where whole words are read), and out of a String.
                Outcome outcome = Samples.good("GET", "host", b == '?' ? "/" : value);
                outcome.foreignRequestId = value.getBytes(StandardCharsets.ISO_8859_1);
                outcome.route = value;
                assertThat(line(of("%{request.id}|%{request.path}|%{route}"), outcome))
                        .isEqualTo(expected + "|" + (b == '?' ? "/" : expected) + "|" + expected + "\n");
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
        for (int round = 0; round < 100; round++) {
            Outcome outcome = Samples.good(
                    noise(random),
                    noise(random),
                    "/" + noise(random) + "?" + noise(random),
                    "user-agent: " + noise(random),
                    "referer: " + noise(random),
                    "cookie: " + noise(random) + "=x;" + noise(random),
                    "authorization: " + noise(random) + " " + noise(random));
            outcome.listener = noise(random);
            outcome.route = noise(random);
            outcome.foreignRequestId = noise(random).getBytes(StandardCharsets.ISO_8859_1);
            outcome.bytesIn = Long.MAX_VALUE;
            outcome.totalNanos = Long.MAX_VALUE;
            for (LineFormat format : new LineFormat[] {
                LineFormat.JSON, LineFormat.COMBINED, of("{%{header.cookie}%{header.authorization}")
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
                "Cookie: SKEIN=abc; theme=dark; bare",
                "Authorization: Bearer s3cret",
                "Proxy-Authorization: s3cret",
                "X-Api-Key: s3cret");
        assertThat(line(
                        of("%{header.cookie} | %{header.Authorization} | "
                                + "%{header.proxy-authorization} | %{header.x-api-key}"),
                        outcome))
                .isEqualTo("SKEIN=***; theme=***;*** | Bearer *** | *** | ***\n");
    }

    @Test
    void a_pattern_with_an_unknown_token_is_refused_by_name() {
        assertThatThrownBy(() -> of("%{client.address} %{response.stauts}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("format: %{response.stauts} (expected: one of time.iso, time.combined,");
        assertThatThrownBy(() -> of("%{client.address"))
                .hasMessage("format: %{client.address (expected: a closing brace)");
        assertThatThrownBy(() -> of("%{request.uri}".repeat(10))).hasMessageContaining("bytes a line");
    }

    @Test
    void a_doubled_percent_sign_hides_a_brace() {
        assertThat(line(of("100% %%{end} %{response.status} %"), Samples.good()))
                .isEqualTo("100% %{end} 200 %\n");
    }

    @Test
    void cookies_and_parameters_are_found_by_name() {
        Outcome outcome = Samples.good(
                "GET", "h", "/?a=1&bb=2&a=3&c", "Cookie: x=1; SKEIN=abc", "Cookie: late=1", "Cookie: a=b=theme");
        assertThat(line(of("%{cookie.SKEIN} %{cookie.late} %{cookie.theme} %{cookie.skein}"), outcome))
                .isEqualTo("*** *** - -\n");
        assertThat(line(of("%{query.a} %{query.bb} %{query.c}| %{query.d}"), outcome))
                .isEqualTo("1 2 | -\n");
    }

    @Test
    void facts_of_the_connection_and_the_node_can_be_had() {
        Outcome outcome = Samples.good();
        assertThat(line(of("%{request.scheme} %{tls.version} %{request.authority}"), outcome))
                .isEqualTo("https - shop.example.com\n");
        outcome.tls = new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", "shop.example.com", null, null, null, null);
        outcome.request =
                RequestText.get("shop.example.com", "/").hostPort(8443).build();
        assertThat(line(
                        of("%{node.id} %{tls.version} %{tls.cipher} %{tls.server-name} %{tls.client-subject} "
                                + "%{request.authority}"),
                        outcome))
                .isEqualTo("edge-a TLSv1.3 TLS_AES_128_GCM_SHA256 shop.example.com - shop.example.com:8443\n");
    }

    @Test
    void every_token_is_documented_and_compiles() {
        assertThat(LineFormat.tokens()).containsKeys("response.status", "time.total", "end", "header.");
        LineFormat.tokens().forEach((name, meaning) -> {
            assertThat(meaning).isNotBlank();
            String reference = name.endsWith(".") ? name + "x" : name;
            assertThat(line(of("%{" + reference + "}"), Samples.good())).hasLineCount(1);
        });
    }
}
