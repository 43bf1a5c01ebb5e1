package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static String unzipped(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void textBecomesSmallerForWhoTakesIt() throws IOException {
        String fields = "Content-Type: Text/HTML; charset=utf-8\r\nETag: \"v1\"\r\nAccept-Ranges: bytes\r\n";
        try (var server = server(fields, TEXT);
                var site = Site.of(directory, WISH, server)) {
            try (RawClient client = site.client()) {
                for (int i = 0; i < 3; i++) {
                    client.send(get("Accept-Encoding: br;q=1, GZIP;q=0.5"));
                    Response small = client.response();
                    assertThat(small.head())
                            .contains(
                                    "Content-Encoding: gzip\r\n",
                                    "Vary: Accept-Encoding\r\n",
                                    "ETag: W/\"v1\"\r\n",
                                    "Transfer-Encoding: chunked\r\n")
                            .doesNotContain("Content-Length", "Accept-Ranges", "ETag: \"v1\"");
                    assertThat(small.body().length()).isLessThan(TEXT.length() / 20);
                    assertThat(unzipped(small.body())).isEqualTo(TEXT);
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
                "br",
                "gzip;q=0",
                "gzip; q=0.000, *",
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
                "X-None: 1",
            })
    void whatIsNotOursToChangeStays(String fields) throws IOException {
        try (var server = server(fields + "\r\n", TEXT);
                var site = Site.of(directory, WISH, server)) {
            Response response = site.ask(get("Accept-Encoding: gzip"));
            assertThat(response.body()).isEqualTo(TEXT);
            assertThat(response.head()).doesNotContain("gzip", "Vary");
        }
    }

    @Test
    void shortOnesPartsAndHeadsStay() throws IOException {
        String type = "Content-Type: text/plain\r\n";
        try (var server = ScriptedServer.of(
                        peer -> peer.serve("HTTP/1.1 200 OK\r\n" + type + "Content-Length: 5\r\n\r\nshort"),
                        peer -> peer.serve("HTTP/1.1 206 Partial Content\r\n" + type
                                + "Content-Range: bytes 0-4/5\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "5\r\n"
                                + "part!\r\n"
                                + "0\r\n\r\n"),
                        peer -> peer.serve("HTTP/1.1 200 OK\r\n" + type + "Content-Length: 50000\r\n\r\n"));
                var site = Site.of(directory, new Wish("", "compression {}", "connections { max-idle = 0 }"), server)) {
            String gzip = "Accept-Encoding: gzip";
            assertThat(site.ask(get(gzip)).body()).isEqualTo("short");
            assertThat(site.ask(get(gzip)).body()).isEqualTo("part!");
            try (RawClient client = site.client()) {
                client.send(get(gzip).replace("GET", "HEAD"));
                assertThat(client.head())
                        .contains("Content-Length: 50000\r\n", "Vary: Accept-Encoding\r\n")
                        .doesNotContain("gzip");
            }
        }
    }

    @Test
    void aStreamIsNotHeldBack() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "6\r\nfirst,\r\n");
                    peer.until("never");
                });
                var site = Site.of(directory, WISH, server);
                RawClient client = site.client()) {
            client.send(get("Accept-Encoding: gzip"));
            assertThat(client.head()).contains("Content-Encoding: gzip\r\n");
            byte[] first = new byte[0];
            // Chunk after chunk, until what was sent so far is there: the server sends no more.
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().contains("first,")) {
                int size = Integer.parseInt(client.until("\r\n").strip(), 16);
                first = joined(first, client.bytes(size).getBytes(StandardCharsets.ISO_8859_1));
                client.bytes(2);
                seen.append(begun(first));
            }
        }
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    /** What can be read of a stream that has not ended. */
    private static String begun(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            int next;
            while ((next = in.read()) >= 0) {
                text.append((char) next);
            }
        } catch (IOException e) {
            // The end of what is there.
        }
        return text.toString();
    }

    @Test
    void whatCannotBeMadeSmallerIsWholeAllTheSameAndCutsShow() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        String body = new String(noise, StandardCharsets.ISO_8859_1);
        try (var server = ScriptedServer.of(
                        peer -> peer.serve(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 300000\r\n\r\n" + body),
                        peer -> {
                            peer.request();
                            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 300000\r\n\r\nabc");
                        });
                var site = Site.of(
                        directory, new Wish("", "compression { level = 9 }", "connections { max-idle = 0 }"), server)) {
            assertThat(unzipped(site.ask(get("Accept-Encoding: gzip")).body())).isEqualTo(body);
            assertThat(site.ask(get("Accept-Encoding: gzip")).whole()).isFalse();
        }
    }
}
