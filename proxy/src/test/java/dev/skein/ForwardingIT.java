package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the client is, and what servers are told about it: trusted peers, others, and all that a listener may wish. */
class ForwardingIT {
    private static final List<String> FAMILY = List.of(
            "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "forwarded", "x-real-ip");
    private static final String RECEIVED = """
        X-Forwarded-For: 198.51.100.1\r
        X-Forwarded-Proto: https\r
        X-Forwarded-Host: public.test\r
        X-Forwarded-Port: 8443\r
        X-Real-IP: 198.51.100.1\r
        Forwarded: for=198.51.100.9;proto=https\r
        """;

    @TempDir
    Path directory;

    /** What a server sees of the family, in order of their names. */
    private List<String> seen(boolean trusted, String xForwarded, String forwarded, String fields) throws IOException {
        Wish wish = Wish.listener("forwarding { x-forwarded = " + xForwarded + ", forwarded = " + forwarded + " }\n"
                + "trusted-proxies = [ " + (trusted ? "127.0.0.0/8" : "192.0.2.0/24") + " ]\n"
                + "}\nskein.access-log { pattern = \"%{response.status} %{client.address} %{request.path}\"");
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, wish, server)) {
            assertThat(site.ask("GET /seen HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n")
                            .status())
                    .isEqualTo(200);
            client = site.logged("/seen").split(" ", -1)[1];
            return server.request()
                    .lines()
                    .filter(line -> FAMILY.contains(line.split(":", 2)[0].toLowerCase(Locale.ROOT)))
                    .sorted()
                    .toList();
        }
    }

    /** Whom the log of the latest {@link #seen} names. */
    private String client = "";

    @ParameterizedTest
    @ValueSource(strings = {"set", "append", "keep"})
    void whatAnUntrustedPeerSaysOfItsClientIsReplacedByOurs(String mode) throws IOException {
        assertThat(seen(false, mode, mode, RECEIVED))
                .containsExactly(
                        "Forwarded: for=127.0.0.1;host=a.test;proto=http",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Forwarded-Host: a.test",
                        "X-Forwarded-Port: 80",
                        "X-Forwarded-Proto: http");
        assertThat(client).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void removeTellsServersNothing(boolean trusted) throws IOException {
        List<String> seen = seen(trusted, "remove", "remove", RECEIVED);
        assertThat(seen).containsExactlyElementsOf(trusted ? List.of("X-Real-IP: 198.51.100.1") : List.of());
        assertThat(client)
                .as("a trusted peer is believed whatever goes on")
                .isEqualTo(trusted ? "198.51.100.1" : "127.0.0.1");
    }

    @Test
    void setTellsOfTheClientThatATrustedPeerNamedInWordsOfOurs() throws IOException {
        assertThat(seen(true, "set", "set", RECEIVED))
                .containsExactly(
                        "Forwarded: for=198.51.100.1;host=a.test;proto=https",
                        "X-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-Host: a.test",
                        "X-Forwarded-Port: 443",
                        "X-Forwarded-Proto: https",
                        "X-Real-IP: 198.51.100.1");
        assertThat(client).isEqualTo("198.51.100.1");
    }

    @Test
    void appendAddsThePeerBehindATrustedPeersWords() throws IOException {
        assertThat(seen(true, "append", "append", RECEIVED))
                .containsExactly(
                        "Forwarded: for=198.51.100.9;proto=https, for=127.0.0.1;host=a.test;proto=https",
                        "X-Forwarded-For: 198.51.100.1, 127.0.0.1",
                        "X-Forwarded-Host: public.test",
                        "X-Forwarded-Port: 8443",
                        "X-Forwarded-Proto: https",
                        "X-Real-IP: 198.51.100.1");
        assertThat(client).as("Forwarded is what is read").isEqualTo("198.51.100.9");
    }

    @Test
    void keepPassesATrustedPeersWordsOnAndNothingIsAddedToThem() throws IOException {
        assertThat(seen(true, "keep", "keep", RECEIVED))
                .containsExactlyElementsOf(
                        RECEIVED.lines().map(String::strip).sorted().toList());
        // With Forwarded kept the client used to be looked for in X-Forwarded-For all the same.
        assertThat(client).as("Forwarded is what is read").isEqualTo("198.51.100.9");
    }

    @Test
    void whatATrustedPeerLeftOutIsToldByUsWithKeepToo() throws IOException {
        assertThat(seen(true, "keep", "remove", "X-Forwarded-For: 198.51.100.1\r\n"))
                .containsExactly(
                        "X-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-Host: a.test",
                        "X-Forwarded-Port: 80",
                        "X-Forwarded-Proto: http");
        assertThat(client).isEqualTo("198.51.100.1");
    }

    @Test
    void aTrustedPeerThatNamesNobodyIsTheClient() throws IOException {
        assertThat(seen(true, "keep", "keep", "")).contains("Forwarded: for=127.0.0.1;host=a.test;proto=http");
        assertThat(client).isEqualTo("127.0.0.1");
    }

    private static final String PROXY_1 = "PROXY TCP4 203.0.113.7 192.0.2.1 5050 80\r\n";
    /** Version 2: PROXY over TCP for IPv4, twelve bytes of addresses and ports. */
    private static final String PROXY_2 =
            "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u00cb\0q\u0007\u00c0\0\u0002\u0001\u0013\u00ba\0P";

    private static Wish proxied(String from, String route) {
        return new Wish(
                "proxy-protocol { mode = required, from = [ " + from + " ] }\n"
                        + "}\nskein.access-log { pattern = "
                        + "\"%{response.status} %{client.address}:%{client.port} %{request.path}\"",
                route,
                "");
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void whomTheProxyProtocolNamesIsTheClientInLogsFieldsAndLimits(int version) throws IOException {
        String preface = version == 1 ? PROXY_1 : PROXY_2;
        Wish wish = proxied("127.0.0.0/8", "rate-limits = [ { name = few, rate = 1/h, burst = 2 } ]");
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, wish, server);
                var client = site.client()) {
            client.send(preface);
            assertThat(client.get("/1").status()).isEqualTo(200);
            assertThat(server.request()).contains("X-Forwarded-For: 203.0.113.7\r\n");
            assertThat(site.logged("/1")).isEqualTo("200 203.0.113.7:5050 /1");
            assertThat(client.get("/2").status()).isEqualTo(200);
            assertThat(client.get("/3").status()).as("its bucket is empty").isEqualTo(429);
            // Somebody else behind the same proxy has a bucket of its own.
            Response other = RawClient.ask(
                    site.port(), PROXY_1.replace("113.7", "113.8") + "GET /4 HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(other.status()).isEqualTo(200);
            assertThat(site.logged("/4")).isEqualTo("200 203.0.113.8:5050 /4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n \0\0\0"})
    void aProxyThatSpeaksForItselfIsTheClient(String preface) throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, proxied("127.0.0.0/8", ""), server)) {
            assertThat(site.ask(preface + "GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(site.logged("/own")).startsWith("200 127.0.0.1:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PROXY TCP4 203.0.113.7\r\n",
                "PROXY TCP4 203.0.113.700 192.0.2.1 5050 80\r\n",
                "proxy TCP4 203.0.113.7 192.0.2.1 5050 80\r\n",
                "\r\n\r\n\0\r\nQUIT\n1\u0011\0\u000c............"
            })
    void aTrustedPeerThatDoesNotSayForWhomIsLetGo(String preface) throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, proxied("127.0.0.0/8", ""), server);
                var client = site.client()) {
            client.send(preface + "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.rest()).isIn("", "<reset>");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aPeerThatIsNotTrustedIsLetGoWhateverItSays() throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, proxied("192.0.2.0/24", ""), server);
                var client = site.client()) {
            client.send(PROXY_1 + "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.rest()).isIn("", "<reset>");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void withoutTheProxyProtocolItsWordsAreAMalformedRequest() throws IOException {
        try (var server = ScriptedServer.answering("x");
                var site = Site.of(directory, Wish.NONE, server)) {
            assertThat(site.ask(PROXY_1 + "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                            .status())
                    .isEqualTo(400);
            assertThat(server.requests).isEmpty();
        }
    }
}
