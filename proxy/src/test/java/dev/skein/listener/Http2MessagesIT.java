package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.http2.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and responses as HTTP/2 messages; sections are those of RFC 9113. */
class Http2MessagesIT extends Http2Bed {
    @Override
    ScriptedServer first() throws IOException {
        return ScriptedServer.answering("ok");
    }

    private RawHttp2 open() throws Exception {
        return open(server);
    }

    private RawHttp2 open(ScriptedServer before) throws Exception {
        if (server != before) {
            replace(before);
        }
        fixture.startBefore(before.port(), "");
        return fixture.raw().hello();
    }

    private static ScriptedServer answering(String response) throws Exception {
        return ScriptedServer.of(peer -> peer.serve(response));
    }

    @Test
    void aSmallResponseIsTwoFramesAndLaterHeadsAreShort() throws Exception {
        try (RawHttp2 client = open(answering("HTTP/1.1 200 OK\r\n"
                + "Server: x\r\n"
                + "X-A: b\r\n"
                + "Connection: x-hop\r\n"
                + "X-Hop: 1\r\n"
                + "Content-Length: 2\r\n\r\n"
                + "ok"))) {
            for (int stream = 1; stream < 9; stream += 2) {
                client.get(stream, "/");
                var answer = client.settled(stream);
                assertThat(answer.heads)
                        .containsExactly(List.of(":status: 200", "server: x", "x-a: b", "content-length: 2"));
                assertThat(answer.text()).isEqualTo("ok");
                assertThat(answer.frames).isOne();
                assertThat(answer.reset).isNegative();
            }
        }
    }

    @Test
    void section823CookieCrumbsAreJoined() throws Exception {
        try (RawHttp2 client = open()) {
            client.get(1, "/a?b", "cookie: a=1", "x-y: z", "cookie: b=2");
            assertThat(client.settled(1).text()).isEqualTo("ok");
            assertThat(server.request())
                    .startsWith("GET /a?b HTTP/1.1\r\nhost: a.test\r\n")
                    .contains("\r\nx-y: z\r\n", "\r\ncookie: a=1; b=2\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void section81TrailersArriveWordForWord() throws Exception {
        try (RawHttp2 client = open(ScriptedServer.of(peer -> {
            peer.request();
            peer.chunks();
            String trailers = peer.until("\r\n\r\n");
            peer.send(ScriptedServer.ok(trailers.strip()));
        }))) {
            client.post(1, "/", "te: trailers", "trailer: x-sum");
            client.data(1, false, "x");
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.block("x-sum: 7", "content-length: 3"));
            assertThat(client.settled(1).text()).isEqualTo("x-sum: 7");
            assertThat(server.request()).contains("Transfer-Encoding: chunked\r\n", "trailer: x-sum\r\n");
        }
    }

    @Test
    void trailersOfTheResponseGoToWhoTakesThem() throws Exception {
        try (RawHttp2 client = open(answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n"))) {
            client.get(1, "/", "te: trailers");
            var answer = client.settled(1);
            assertThat(answer.text()).isEqualTo("body");
            assertThat(answer.heads).hasSize(2);
            assertThat(answer.heads.getLast()).containsExactly("x-sum: 42");
            client.get(3, "/");
            assertThat(client.settled(3).text()).isEqualTo("body");
            assertThat(client.settled(3).heads).as("of who does not take them").hasSize(1);
            // A call of gRPC (https://github.com/grpc/grpc, PROTOCOL-HTTP2) is nothing without its trailers.
            client.get(5, "/", "content-type: application/grpc+proto");
            assertThat(client.settled(5).heads).hasSize(2);
        }
    }

    @Test
    void everyInformationalHeadIsPassedOn() throws Exception {
        try (RawHttp2 client =
                open(answering("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + ScriptedServer.ok("ok")))) {
            client.get(1, "/");
            var answer = client.settled(1);
            assertThat(answer.heads.subList(0, 2))
                    .containsExactly(List.of(":status: 102"), List.of(":status: 103", "link: </a>"));
            assertThat(answer.heads.get(2)).contains(":status: 200");
            assertThat(answer.text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"})
    void aResponseWithoutABodyEndsWithItsHead(String response) throws Exception {
        try (RawHttp2 client = open(answering(response))) {
            client.get(1, "/");
            var answer = client.settled(1);
            assertThat(answer.ended).isTrue();
            assertThat(answer.frames).isZero();
        }
    }

    @Test
    void headHasALengthAndNoBody() throws Exception {
        try (RawHttp2 client = open(ScriptedServer.of(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
        }))) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.request("HEAD", "/"));
            var answer = client.settled(1);
            assertThat(answer.heads.getFirst()).contains("content-length: 99");
            assertThat(answer.frames).isZero();
        }
    }

    @Test
    void anEmptyBodyEndsTheStreamAtItsHead() throws Exception {
        try (RawHttp2 client = open(ScriptedServer.answering(""))) {
            client.get(1, "/");
            var answer = client.settled(1);
            assertThat(answer.ended).isTrue();
            assertThat(answer.frames).isZero();
        }
    }

    @Test
    void section81AnEarlyResponseEndsWithResetAndNoError() throws Exception {
        try (RawHttp2 client = open(ScriptedServer.of(peer -> {
            peer.request();
            peer.send(ScriptedServer.ok("enough"));
            peer.rest();
        }))) {
            client.post(1, "/");
            client.data(1, false, "part");
            var answer = client.broken(1);
            assertThat(answer.text()).isEqualTo("enough");
            assertThat(answer.ended).isTrue();
            assertThat(answer.reset).isEqualTo(ErrorCode.NO_ERROR);
            // What was on its way is forgiven, and its window comes back.
            client.data(1, true, "more");
            client.get(3, "/");
            assertThat(client.settled(3).ended).isTrue();
        }
    }

    @Test
    void section811MoreDataThanAnnouncedIsAStreamError() throws Exception {
        try (RawHttp2 client = open()) {
            client.post(1, "/", "content-length: 3");
            client.data(1, false, "four");
            assertThat(client.broken(1).reset).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(client.answer(1).heads).isEmpty();
            client.get(3, "/");
            assertThat(client.settled(3).text()).isEqualTo("ok");
        }
    }

    @Test
    void section811LessDataThanAnnouncedIsAStreamErrorThatTheServerSees() throws Exception {
        try (RawHttp2 client = open()) {
            client.post(1, "/", "content-length: 5");
            client.data(1, true, "four");
            assertThat(client.broken(1).reset).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            await().until(() -> server.open.get() == 0);
        }
    }

    @Test
    void section811ALengthWithoutABodyIsRefused() throws Exception {
        try (RawHttp2 client = open()) {
            client.get(1, "/", "content-length: 5");
            assertThat(client.broken(1).reset).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(client.answer(1).status()).isEqualTo(":status: 400");
            assertThat(server.requests).isEmpty();
        }
    }

    private static final List<String> MALFORMED = List.of(
            // §8.2: names and values.
            "X-Upper: 1",
            "bad name: 1",
            "x: a\rb",
            "x: a\nb",
            "x: a\u0000b",
            "x:  a",
            "x: a ",
            // §8.2.2: connection-specific fields.
            "connection: close",
            "keep-alive: 5",
            "proxy-connection: x",
            "transfer-encoding: chunked",
            "upgrade: websocket",
            "http2-settings: x",
            "te: gzip",
            // §8.3: pseudo-header fields.
            ":path: /b",
            ":unknown: x",
            ":status: 200",
            ":protocol: websocket",
            // Of ours: two authorities.
            "host: b.test");

    @Test
    void section82And83MalformedFieldsAreRefused() throws Exception {
        try (RawHttp2 client = open()) {
            int stream = 1;
            for (String line : MALFORMED) {
                client.get(stream, "/", "x-first: 1", line);
                refused(client, stream, line);
                stream += 2;
            }
            client.get(stream, "/");
            assertThat(client.settled(stream).text()).isEqualTo("ok");
        }
    }

    private void refused(RawHttp2 client, int stream, String what) throws Exception {
        var answer = client.broken(stream);
        assertThat(answer.reset).as(what).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(answer.status()).as(what).isEqualTo(":status: 400");
        assertThat(server.requests).as(what).isEmpty();
    }

    private static final List<String> PSEUDO = List.of(
            ":scheme=https,:path=/,:authority=a",
            ":method=GET,:path=/,:authority=a",
            ":method=GET,:scheme=https,:authority=a",
            ":method=GET,:scheme=https,:path=,:authority=a",
            ":method=GET,:scheme=https,:path=a,:authority=a",
            ":method=GET,:scheme=https,:path=*,:authority=a",
            ":method=GET,:scheme=https,:path=/ /,:authority=a",
            ":method=GET,:scheme=https,:path=/#f,:authority=a",
            ":method=GET,:scheme=ftp,:path=/,:authority=a",
            ":method=GET,:scheme=https,:path=/,:authority=u@a",
            ":method=GET,:scheme=https,:path=/,:authority=a b",
            ":method=GET,:scheme=https,:path=/",
            ":method=G T,:scheme=https,:path=/,:authority=a",
            ":method=GET,:method=GET,:scheme=https,:path=/,:authority=a",
            ":method=GET,:scheme=https,:scheme=https,:path=/,:authority=a",
            ":method=GET,:scheme=https,:path=/,:authority=a,:authority=a",
            ":method=GET,:scheme=https,:path=/,:authority=,host=a",
            ":method=GET,:scheme=https,:path=/,:authority=a,host=a,host=a",
            ":method=GET,:scheme=https,x=1,:path=/,:authority=a");

    @Test
    void section831PseudoHeaderFieldsAreCompleteAndRight() throws Exception {
        try (RawHttp2 client = open()) {
            int stream = 1;
            for (String fields : PSEUDO) {
                String[] lines = Arrays.stream(fields.split(",", -1))
                        .map(field -> field.replaceFirst("=", ": "))
                        .toArray(String[]::new);
                client.send(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, RawHttp2.block(lines));
                refused(client, stream, fields);
                stream += 2;
            }
        }
    }

    @Test
    void hostStandsInForAuthorityAndOptionsMayAskTheServer() throws Exception {
        try (RawHttp2 client = open()) {
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.block(":method: OPTIONS", ":scheme: https", ":path: *", "host: b.test"));
            assertThat(client.settled(1).text()).isEqualTo("ok");
            assertThat(server.request()).startsWith("OPTIONS * HTTP/1.1\r\nhost: b.test\r\n");
        }
    }

    @Test
    void section85ConnectIsRefused() throws Exception {
        try (RawHttp2 client = open()) {
            client.send(
                    RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.block(":method: CONNECT", ":authority: a:443"));
            assertThat(client.settled(1).status()).isEqualTo(":status: 405");
        }
    }

    @Test
    void fieldsBeyondTheLimitsAre431() throws Exception {
        try (RawHttp2 client = open()) {
            byte[] block = RawHttp2.request("GET", "/", "x-large: " + "x".repeat(60_000));
            sendInPieces(client, 1, block);
            assertThat(client.settled(1).status()).isEqualTo(":status: 431");
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    3,
                    RawHttp2.request("GET", "/" + "x".repeat(9000)));
            assertThat(client.settled(3).status()).isEqualTo(":status: 414");
            String[] many = new String[120];
            Arrays.fill(many, "x: y");
            client.get(5, "/", many);
            assertThat(client.settled(5).status()).isEqualTo(":status: 431");
            client.get(7, "/");
            assertThat(client.settled(7).text()).isEqualTo("ok");
        }
    }

    private static void sendInPieces(RawHttp2 client, int stream, byte... block) throws Exception {
        for (int at = 0; at < block.length; at += 16_000) {
            byte[] part = Arrays.copyOfRange(block, at, Math.min(block.length, at + 16_000));
            boolean last = at + 16_000 >= block.length;
            client.send(
                    at == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION,
                    (last ? RawHttp2.END_HEADERS : 0) | (at == 0 ? RawHttp2.END_STREAM : 0),
                    stream,
                    part);
        }
    }

    @Test
    void section62ABlockMayComeInContinuationsByteByByte() throws Exception {
        try (RawHttp2 client = open()) {
            byte[] block = RawHttp2.request("GET", "/long", "x-own: " + "y".repeat(300));
            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, Arrays.copyOfRange(block, 0, 10));
            client.send(RawHttp2.CONTINUATION, 0, 1, Arrays.copyOfRange(block, 10, 11));
            client.send(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, Arrays.copyOfRange(block, 11, block.length));
            assertThat(client.settled(1).text()).isEqualTo("ok");
            assertThat(server.request()).contains("x-own: " + "y".repeat(300));
        }
    }

    @Test
    void aLargeResponseHeadIsCutIntoContinuations() throws Exception {
        String large = "z".repeat(12_000);
        try (RawHttp2 client = open(answering(
                "HTTP/1.1 200 OK\r\nX-One: " + large + "\r\nX-Two: " + large + "\r\nContent-Length: 2\r\n\r\nok"))) {
            client.get(1, "/");
            var answer = client.settled(1);
            assertThat(answer.heads.getFirst()).contains("x-one: " + large, "x-two: " + large);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(client.events).contains("continuation");
        }
    }

    @Test
    void paddingAndPriorityAreTakenAway() throws Exception {
        try (RawHttp2 client = open()) {
            byte[] block = RawHttp2.request("POST", "/", "content-length: 3");
            byte[] padded = new byte[1 + 5 + block.length + 7];
            padded[0] = 7;
            System.arraycopy(block, 0, padded, 6, block.length);
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.PADDED | 0x20, 1, padded);
            client.send(
                    RawHttp2.DATA,
                    RawHttp2.PADDED | RawHttp2.END_STREAM,
                    1,
                    (byte) 2,
                    (byte) 'a',
                    (byte) 'b',
                    (byte) 'c',
                    (byte) 0,
                    (byte) 0);
            assertThat(client.settled(1).text()).isEqualTo("ok");
            assertThat(server.request()).endsWith("\r\n\r\nabc");
        }
    }

    @Test
    void aThousandStreamsPassOneAfterTheOther() throws Exception {
        try (RawHttp2 client = open()) {
            for (int i = 0; i < 1000; i++) {
                client.get(2 * i + 1, "/" + i);
                assertThat(client.settled(2 * i + 1).text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aTruncatedResponseIsReset() throws Exception {
        try (RawHttp2 client = open(ScriptedServer.of(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart");
        }))) {
            client.get(1, "/");
            var answer = client.broken(1);
            assertThat(answer.reset).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(answer.ended).isFalse();
        }
    }
}
