package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.coding.Decoded;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses on routes with compression. */
class CompressionIT {
    private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(1000);
    private static final Wish WISH = Wish.route("compression {}");

    @TempDir
    Path directory;

    private static ScriptedServer server(String fields, String body) throws IOException {
        return ScriptedServer.of(peer ->
                peer.serve("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body));
    }

    private static String get(String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "GET / HTTP/1.1\r\nHost: a.test\r\n" + more + "\r\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        br;q=0.4, GZIP;q=0.5, deflate | gzip
        gzip, deflate, br             | br
        gzip, deflate, br, zstd       | zstd
        """)
    void textBecomesSmallerForWhoTakesIt(String accepted, String coding) throws IOException {
        String fields = "Content-Type: Text/HTML; charset=utf-8\r\nETag: \"v1\"\r\nAccept-Ranges: bytes\r\n";
        try (var server = server(fields, TEXT);
                var site = Site.of(directory, WISH, server)) {
            try (RawClient client = site.client()) {
                for (int i = 0; i < 3; i++) {
                    client.send(get("Accept-Encoding: " + accepted));
                    Response small = client.response();
                    assertThat(small.head())
                            .contains(
                                    "Content-Encoding: " + coding + "\r\n",
                                    "Vary: Accept-Encoding\r\n",
                                    "ETag: W/\"v1\"\r\n",
                                    "Transfer-Encoding: chunked\r\n")
                            .doesNotContain("Content-Length", "Accept-Ranges", "ETag: \"v1\"");
                    assertThat(small.body().length()).isLessThan(TEXT.length() / 20);
                    assertThat(Decoded.whole(coding, small.body())).isEqualTo(TEXT);
                }
            }
            Response whole = site.ask(get());
            assertThat(whole.head())
                    .contains("Vary: Accept-Encoding\r\n", "ETag: \"v1\"\r\n", "Content-Length: " + TEXT.length())
                    .doesNotContain("Content-Encoding");
            assertThat(whole.body()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deflate",
                "gzip;q=0",
                "*;q=0",
                "identity",
                "gzipped",
            })
    void whoDoesNotTakeItGetsItAsItIs(String accepted) throws IOException {
        try (var server = server("Content-Type: text/plain\r\n", TEXT);
                var site = Site.of(directory, WISH, server)) {
            assertThat(site.ask(get("Accept-Encoding: " + accepted)).body()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: image/png",
                "Content-Type: text/event-stream",
                "Content-Type: text/html\r\nContent-Encoding: br",
                "Content-Type: text/html\r\nCache-Control: public, No-Transform",
                "Content-Type: text/html\r\nContent-Digest: sha-256=:abc:",
                "Content-Type: text/html\r\nTrailer: X-Sum, content-digest",
                "Content-Type: text/html\r\nTrailer: X-Sum\r\nTrailer: Repr-Digest",
                "Content-Type: text/html\r\nX-Asked: no-transform",
                "X-None: 1",
            })
    void whatIsNotOursToChangeStays(String fields) throws IOException {
        try (var server = server(fields + "\r\n", TEXT);
                var site = Site.of(directory, WISH, server)) {
            String asked = fields.contains("X-Asked") ? "\r\nCache-Control: max-age=0, no-transform" : "";
            Response response = site.ask(get("Accept-Encoding: gzip, br, zstd" + asked));
            assertThat(response.body()).isEqualTo(TEXT);
            assertThat(response.head()).doesNotContain("gzip", "zstd", "Vary");
        }
    }

    /** The sum that nobody had announced was of other bytes than the client got. */
    @Test
    void sumsBehindTheBodyGoOnWithTheBytesThatTheyAreOf() throws IOException {
        String sums = "Content-MD5: abc\r\nX-Took: 5\r\nRepr-Digest: sha-256=:abc:\r\n";
        try (var server = ScriptedServer.of(peer ->
                        peer.serve("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"
                                + "\r\n5\r\nhello\r\n0\r\n" + sums + "\r\n"));
                var site = Site.of(directory, WISH, server)) {
            Response small = site.ask(get("TE: trailers", "Accept-Encoding: gzip"));
            assertThat(Decoded.whole("gzip", small.body())).isEqualTo("hello");
            assertThat(small.trailers()).isEqualTo("X-Took: 5\r\n");
            assertThat(site.ask(get("TE: trailers")).trailers()).isEqualTo(sums);
        }
    }

    @Test
    void shortOnesAndPartsStay() throws IOException {
        String type = "Content-Type: text/plain\r\n";
        try (var server = ScriptedServer.of(
                        peer -> peer.serve("HTTP/1.1 200 OK\r\n" + type + "Content-Length: 5\r\n\r\nshort"),
                        peer -> peer.serve("HTTP/1.1 206 Partial Content\r\n" + type
                                + "Content-Range: bytes 0-4/5\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "5\r\n"
                                + "part!\r\n"
                                + "0\r\n\r\n"));
                var site = Site.of(directory, new Wish("", "compression {}", "connections { max-idle = 0 }"), server)) {
            String gzip = "Range: bytes=0-4\r\nAccept-Encoding: gzip";
            assertThat(site.ask(get(gzip)).body()).isEqualTo("short");
            assertThat(site.ask(get(gzip)).body()).isEqualTo("part!");
        }
    }

    /** RFC 9110 §8.6 and §9.3.2: a length would have to be that of what GET gets, and nobody knows it. */
    @Test
    void headTellsWhatGetWouldBe() throws IOException {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nVary: Cookie, accept-encoding\r\nETag: W/\"a\"\r\n"
                        + "Content-Length: 50000\r\n\r\n";
        try (var server = ScriptedServer.of(peer -> peer.serve(head));
                var site = Site.of(directory, WISH, server);
                RawClient client = site.client()) {
            client.send(get("Accept-Encoding: br").replace("GET", "HEAD"));
            assertThat(client.head())
                    .contains("Content-Encoding: br\r\n", "ETag: W/\"a\"\r\n")
                    .doesNotContain("Content-Length", "Vary: Accept-Encoding");
            client.send(get().replace("GET", "HEAD"));
            assertThat(client.head()).contains("Content-Length: 50000\r\n").doesNotContain("Content-Encoding");
        }
    }

    /** RFC 9111 §4.3.4: caches look for what a 304 is about by its name. */
    @Test
    void whatHasNotChangedHasTheNameThatItWasSentUnder() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"));
                var site = Site.of(directory, WISH, server);
                RawClient client = site.client()) {
            client.send(get("Accept-Encoding: br", "If-None-Match: \"v0\", W/\"v1\""));
            assertThat(client.head()).contains("ETag: W/\"v1\"\r\n", "Vary: Accept-Encoding\r\n");
            client.send(get("Accept-Encoding: br", "If-None-Match: \"v1\""));
            assertThat(client.head()).contains("ETag: \"v1\"\r\n").doesNotContain("W/");
        }
    }

    /** The weak name came back where the route had removed the strong one, and stood beside the route's own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        remove = [ ETag ]      | ''
        set { ETag = "W/one" } | ETag: W/one
        """)
    void aNameThatTheRouteRemovesOrSetsStaysAsItSays(String edit, String name) throws IOException {
        try (var server = server("Content-Type: text/plain\r\nETag: \"v1\"\r\n", TEXT);
                var unchanged =
                        ScriptedServer.of(peer -> peer.serve("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"))) {
            Wish wish = Wish.route("compression {}, response-headers { " + edit + " }");
            try (var site = Site.of(directory, wish, server)) {
                assertThat(names(site.ask(get("Accept-Encoding: br")).head())).isEqualTo(name);
            }
            try (var site = Site.of(directory, wish, unchanged)) {
                assertThat(names(site.ask(get("Accept-Encoding: br", "If-None-Match: W/\"v1\""))
                                .head()))
                        .isEqualTo(name);
            }
        }
    }

    private static String names(String head) {
        return head.lines().filter(line -> line.startsWith("ETag")).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void aStreamIsNotHeldBack(String coding) throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "6\r\nfirst,\r\n");
                    peer.until("never");
                });
                var site = Site.of(directory, WISH, server);
                RawClient client = site.client()) {
            client.send(get("Accept-Encoding: " + coding));
            assertThat(client.head()).contains("Content-Encoding: " + coding + "\r\n");
            StringBuilder first = new StringBuilder();
            // Chunk after chunk, until what was sent so far is there: the server sends no more.
            while (!Decoded.begun(coding, first.toString()).contains("first,")) {
                int size = Integer.parseInt(client.until("\r\n").strip(), 16);
                first.append(client.bytes(size));
                client.bytes(2);
            }
        }
    }

    /** HTTP/2 goes the same way; and what a stream held that was given up is there for the next ones. */
    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void streamsThatAreGivenUpHoldNothing(String coding) throws IOException {
        try (var server = server("Content-Type: text/plain\r\n", noise());
                var site = Site.of(directory, new Wish("http2.clear-text = true", "compression {}", ""), server)) {
            // More than there are encoders: the client's window ends each within its body.
            for (int i = 0; i < 8; i++) {
                try (RawHttp2 client = http2(site.port())) {
                    for (int stream = 1; stream < 40; stream += 2) {
                        client.get(stream, "/", "accept-encoding: " + coding);
                        begun(client, stream);
                        client.reset(stream, 8);
                    }
                }
            }
            try (RawHttp2 client = http2(site.port())) {
                client.settings(4, 1 << 20);
                client.get(1, "/", "accept-encoding: " + coding);
                RawHttp2.Answer whole = client.settled(1);
                assertThat(whole.heads.getFirst()).contains("content-encoding: " + coding);
                assertThat(Decoded.whole(coding, whole.text())).isEqualTo(noise());
            }
        }
    }

    private static void begun(RawHttp2 client, int stream) throws IOException {
        while (client.answer(stream).frames == 0 && client.next()) {
            // Noted by next().
        }
    }

    private static RawHttp2 http2(int port) throws IOException {
        RawHttp2 client = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port)).hello();
        client.windowUpdate(0, 1 << 30);
        return client;
    }

    private static String noise() {
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        return new String(noise, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void whatCannotBeMadeSmallerIsWholeAllTheSameAndCutsShow(String coding) throws IOException {
        String body = noise();
        try (var server = ScriptedServer.of(
                        peer -> peer.serve(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 300000\r\n\r\n" + body),
                        peer -> {
                            peer.request();
                            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 300000\r\n\r\nabc");
                        });
                var site = Site.of(
                        directory, new Wish("", "compression { level = 9 }", "connections { max-idle = 0 }"), server)) {
            String asked = get("Accept-Encoding: " + coding);
            assertThat(Decoded.whole(coding, site.ask(asked).body())).isEqualTo(body);
            assertThat(site.ask(asked).whole()).isFalse();
        }
    }
}
