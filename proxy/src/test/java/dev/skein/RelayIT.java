package dev.skein;

import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and responses on their way through: framing, heads, connections that live on. */
class RelayIT {
    private static final String POST = "POST /p HTTP/1.1\r\nHost: a.test\r\n";

    @TempDir
    Path directory;

    @Test
    void aRequestAndItsResponseArePassedOn() throws IOException {
        try (var server = ScriptedServer.answering("hello");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            Response response = client.get("/a?b=c");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            assertThat(server.request())
                    .startsWith("GET /a?b=c HTTP/1.1\r\nHost: a.test\r\n")
                    .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                    .containsIgnoringCase("\r\nx-request-id: ")
                    .doesNotContain("Connection");
            assertThat(site.logged("/a")).startsWith("200 ");
        }
    }

    @Test
    void connectionsOnBothSidesCarryManyRequests() throws IOException {
        try (var server = ScriptedServer.answering("hello");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/" + i).body()).isEqualTo("hello");
            }
            assertThat(server.requests).hasSize(50);
            assertThat(server.accepted).hasValue(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    String request;
                    while (!(request = peer.wholeRequest()).isEmpty()) {
                        peer.send(ok(request.split(" ", 3)[1]));
                    }
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append(
                        i % 2 == 0
                                ? "GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n"
                                : "POST /" + i + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(all.toString());
            for (int i = 0; i < 20; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void aBodyOfKnownLengthIsPassedOnInParts() throws IOException {
        String body = "x".repeat(200_000);
        try (var server = ScriptedServer.answering("done");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(
                    "PUT /p HTTP/1.1\r\nHost: a.test\r\nContent-Length: 200000\r\n\r\n" + body.substring(0, 70_000));
            client.send(body.substring(70_000));
            assertThat(client.response().body()).isEqualTo("done");
            assertThat(server.request()).endsWith("\r\n\r\n" + body);
            assertThat(client.get("/again").status()).isEqualTo(200);
        }
    }

    @Test
    void aChunkedBodyIsPassedOnByteForByte() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(ok(peer.until("0\r\n\r\n")));
                });
                var site = Site.of(directory, Wish.NONE, server)) {
            String chunks = "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n";
            Response response = site.ask(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(response.body()).isEqualTo(chunks);
            assertThat(server.request()).contains("\r\nTransfer-Encoding: chunked\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 100})
    void aChunkedBodyInPiecesIsStillTheSame(int piece) throws IOException {
        try (var server = ScriptedServer.answering("done");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            String chunks = "5;ext=1\r\nhello\r\n1\r\n \r\n00a\r\n0123456789\r\n0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n";
            client.send(POST + "Transfer-Encoding: chunked\r\nTE: trailers\r\n\r\n");
            for (int at = 0; at < chunks.length(); at += piece) {
                client.send(chunks.substring(at, Math.min(chunks.length(), at + piece)));
            }
            assertThat(client.response().body()).isEqualTo("done");
            assertThat(server.request()).contains("hello 0123456789").doesNotContain("ext");
        }
    }

    @Test
    void trailersArePassedOnButThoseThatMustNotBe() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(ok(peer.until("\r\n\r\n")));
                });
                var site = Site.of(directory, Wish.NONE, server)) {
            Response response = site.ask(POST + "Transfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nContent-Length: 7\r\nX-Forwarded-For: evil\r\n\r\n");
            assertThat(response.body()).isEqualTo("3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
        }
    }

    @Test
    void trailersOfAResponseGoToWhoTakesThem() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3;a=b\r\nabc\r\n0\r\nX-Sum: 1\r\nSet-Cookie: evil\r\n\r\n"));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            for (String te : List.of("TE: trailers\r\nConnection: TE\r\n", "TE: gzip;q=0.5, Trailers\r\n")) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + te + "\r\n");
                Response response = client.response();
                assertThat(response.body()).isEqualTo("abc");
                assertThat(response.trailers()).isEqualTo("X-Sum: 1\r\n");
            }
            for (String none : List.of("", "TE: gzip\r\n")) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + none + "\r\n");
                Response response = client.response();
                assertThat(response.body()).isEqualTo("abc");
                assertThat(response.trailers()).isEmpty();
                assertThat(response.whole()).isTrue();
            }
            assertThat(server.accepted).hasValue(1);
        }
    }

    @Test
    void anHttp10ClientGetsItsResponseWithoutChunksAndThenTheEnd() throws IOException {
        try (var server = ScriptedServer.of(peer ->
                        peer.serve("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            String all = client.rest();
            assertThat(all)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nabc")
                    .contains("Connection: close")
                    .doesNotContain("Transfer-Encoding");
        }
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws IOException {
        try (var server = ScriptedServer.answering("abc");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.response().field("Connection")).isEqualTo("keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.response().field("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            assertThat(server.request()).startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void anAnswerWithoutBodyEndsWithItsHead(String status) throws IOException {
        try (var server = ScriptedServer.of(
                        peer -> peer.serve("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\nX: y\r\n\r\n"));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            assertThat(client.get("/").has("Content-Length")).isEqualTo(status.startsWith("304"));
            assertThat(client.get("/").field("X")).isEqualTo("y");
            assertThat(server.accepted).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void theAnswerToHeadHasNoBody(String framing) throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n"));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(client.head().contains("Content-Length: 5")).isEqualTo(framing.contains("5"));
            }
            assertThat(server.accepted).hasValue(1);
        }
    }

    @Test
    void anyInterimResponseIsPassedOnAndNoneToHttp10() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + "HTTP/1.1 102 Processing\r\nContent-Length: 7\r\n\r\n" + ok("abc")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("abc");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void expectationsArePassedOnAndSoIsTheAnswer() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                    peer.send(ok(peer.bytes(3)));
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("abc");
            assertThat(client.response().body()).isEqualTo("abc");
            assertThat(server.request()).contains("Expect: 100-continue");
        }
    }

    @Test
    void aServerMayAnswerFinallyWhereItCouldHaveSaidContinue() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");
                    peer.rest();
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.body()).isEqualTo("no");
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void anEarlyAnswerIsReadByAClientThatKeepsSendingAndNeitherConnectionIsUsedAgain() throws IOException {
        try (var server = ScriptedServer.of(
                        peer -> {
                            peer.request();
                            peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                            peer.rest();
                        },
                        peer -> peer.serve(ok("next")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(POST + "Content-Length: 10000000\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(1000));
            }
            Response response = client.response();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("big");
            assertThat(client.rest()).isEmpty();
            assertThat(site.get("/next").body()).isEqualTo("next");
            assertThat(server.accepted).hasValue(2);
        }
    }

    @Test
    void aResponseThatEndsWithItsConnectionIsChunkedForTheClient() throws IOException {
        try (var server = ScriptedServer.of(RelayIT::untilClose);
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            for (int i = 0; i < 3; i++) {
                Response response = client.get("/");
                assertThat(response.body()).isEqualTo("abcdef");
                assertThat(response.whole()).isTrue();
                assertThat(response.has("Content-Length")).isFalse();
            }
        }
    }

    private static void untilClose(Peer peer) throws IOException {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nX: y\r\n\r\nabc");
        peer.send("def");
    }

    @Test
    void whatIsPassedOnHasNothingThatEndsAtThisHop() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 200 OK\r\n"
                        + "Content-Length: 0\r\n"
                        + "Connection: X-Gone, keep-alive\r\n"
                        + "X-Gone: 1\r\n"
                        + "Keep-Alive: timeout=5\r\n"
                        + "X-Stays: 2\r\n\r\n"));
                var site = Site.of(directory, Wish.NONE, server)) {
            Response response = site.ask("GET / HTTP/1.1\r\n"
                    + "Host: a.test\r\n"
                    + "Connection: X-Secret, X-Forwarded-For, Cookie\r\n"
                    + "X-Secret: 1\r\n"
                    + "Cookie: a=b\r\n"
                    + "Proxy-Authorization: basic x\r\n"
                    + "Proxy-Connection: x\r\n\r\n");
            assertThat(response.head()).contains("X-Stays").doesNotContain("X-Gone", "Keep-Alive", "keep-alive");
            assertThat(server.request())
                    .contains("X-Forwarded-For: 127.0.0.1", "Cookie: a=b")
                    .doesNotContain("X-Secret", "Connection", "Proxy-");
        }
    }

    @Test
    void aliasesOfManagedNamesAreDropped() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route("request-headers { set { X-User = \"us\" } }"), server)) {
            site.ask("GET / HTTP/1.1\r\nHost: a.test\r\nX_Request_Id: 1\r\nX_Forwarded_For: 2\r\nx_user: 3\r\n"
                    + "Content_Length: 4\r\nTransfer_Encoding: 5\r\nX_Other: 6\r\n\r\n");
            assertThat(server.request())
                    .contains("X_Other: 6", "X-User: us")
                    .doesNotContain("X_Request", "X_Forwarded", "x_user", "Content_Length", "Transfer_Encoding");
        }
    }

    @Test
    void editsWithoutAValueAreLeftOut() throws IOException {
        Wish wish =
                Wish.route("request-headers { set { X-Sni = \"%{tls.server-name}\", X-Path = \"%{request.path}\" } }\n"
                        + "response-headers { set { X-Sni = \"%{tls.server-name}\", X-Route = \"%{route}\" } }");
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish, server)) {
            Response response = site.get("/x");
            assertThat(response.head()).contains("X-Route: all\r\n").doesNotContain("X-Sni");
            assertThat(server.request()).contains("X-Path: /x\r\n").doesNotContain("X-Sni");
        }
    }

    @Test
    void aRewriteThatFindsNoPathIs400() throws IOException {
        Wish wish = Wish.route("rewrite { regex = \"^/(.*)x(.*)$\", replacement = \"/$1/../$2\" }");
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish, server)) {
            assertThat(site.get("/axb").status()).isEqualTo(400);
            assertThat(site.get("/ab").status()).isEqualTo(200);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void aClientThatHalfClosesGetsItsWholeResponse() throws IOException {
        String big = "x".repeat(3_000_000);
        try (var server = ScriptedServer.answering(big);
                var site = Site.of(directory, Wish.NONE, server);
                var client = RawClient.to(site.port(), 16_384)) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            client.halfClose();
            Response response = client.response();
            assertThat(response.body()).hasSize(big.length());
            assertThat(client.rest()).isEmpty();
        }
    }
}
