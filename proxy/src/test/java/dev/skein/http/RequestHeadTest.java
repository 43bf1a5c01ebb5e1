package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n";

    @Test
    void everySplitOfTheInputGivesTheSameResult() {
        String full = "POST /a%7eb/../c?x=%2F HTTP/1.1\r\nHost: Shop.Example.COM:8080\r\nX-One: 1\r\nConnection: x-one,"
                + " close\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nTE: trailers\r\nEmpty:\r\n\r\n";
        for (String text : List.of(
                full,
                "\r\n" + GET + "\r\n",
                GET + "Content-Length: 12\r\n\r\n",
                "GET http://b.test/x?y HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1\nHost: a.test\r\n\r\n",
                GET + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
                GET + "A: b\n\r\n\r\n",
                GET + "A: b\r\r\n\r\n",
                GET + " folded\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n",
                "GET /" + "x".repeat(300) + " HTTP/1.1\r\nHost: a.test\r\n\r\n",
                GET + "A: " + "x".repeat(3000) + "\r\n\r\n",
                GET + "A: b\r\n".repeat(30) + "\r\n")) {
            RequestHead whole = Heads.request();
            String expected = Heads.verdict(whole, Heads.read(whole, text));
            assertThat(Heads.everySplit(Heads::request, text)).as(text).containsExactly(expected);
        }
    }

    @Test
    void whatFollowsAHeadStaysInTheBuffer() {
        ByteBuf in = Heads.buffer(GET + "\r\nbody and more");
        assertThat(Heads.request().read(in)).isEqualTo(Head.COMPLETE);
        assertThat(in.toString(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("body and more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a.test\n\n",
                "GET / HTTP/1.1\r\nHost: a.test\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA: b\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n\tA: b\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost\t: a.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n: nameless\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA: b\u0000c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA: b\u0001c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA: b\u007fc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA\u0000: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nA\u00e4: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n(A): b\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /  HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a.test\r\n\r\n",
                " GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET\t/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET / b HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /\r\nHost: a.test\r\n\r\n",
                "GET / http/1.1\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/11\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1.1\r\nHost: a.test\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET a.test HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET ftp://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET http://user@a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /#f HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /?q#f HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET http://a.test#f HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a\\b HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a%5Cb HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a%00 HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a%zz HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /a% HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /../a HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /%2e%2e/a HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "OPTIONS ** HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test, b.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@a.test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test:x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.test:99999\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
                "GET http://b.test/ HTTP/1.1\r\nHost: a@b\r\n\r\n",
                "GET http://b.test/ HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5, 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length:\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: +5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0x5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5.0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9223372036854775808\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding:\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: a.test\r\nHost: a.test\r\n\r\n",
            })
    void aHeadThatTwoParsersCouldReadDifferentlyIsRefusedWith400(String text) {
        RequestHead head = Heads.request();
        assertThat(Heads.read(head, text)).isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(Failure.BAD_REQUEST);
        assertThat(head.reason()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked, chunked", "gzip", "xchunked", "chunked;q=1", "gzip, chunked", "identity"})
    void aTransferCodingOtherThanChunkedIsRefusedWith501(String coding) {
        RequestHead head = Heads.request();
        assertThat(Heads.read(head, GET + "Transfer-Encoding: " + coding + "\r\n\r\n"))
                .isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(Failure.NOT_IMPLEMENTED);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/2.0, VERSION_UNSUPPORTED",
        "GET / HTTP/0.9, VERSION_UNSUPPORTED",
        "CONNECT a.test:443 HTTP/1.1, METHOD_REFUSED",
    })
    void aVersionOrMethodThatWeDontSpeakHasAFailureOfItsOwn(String line, Failure failure) {
        RequestHead head = Heads.request();
        assertThat(Heads.read(head, line + "\r\nHost: a.test\r\n\r\n")).isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(failure);
    }

    @Test
    void anUnknownExpectationIs417() {
        RequestHead head = Heads.request();
        assertThat(Heads.read(head, GET + "Expect: miracles\r\n\r\n")).isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(Failure.EXPECTATION_UNKNOWN);
    }

    @Test
    void tooMuchHasAFailureOfItsOwn() {
        RequestHead line = Heads.request();
        assertThat(Heads.read(line, "GET /" + "x".repeat(300) + " HTTP/1.1\r\n"))
                .isEqualTo(Head.REJECTED);
        assertThat(line.failure()).isEqualTo(Failure.TARGET_TOO_LONG);
        RequestHead size = Heads.request();
        assertThat(Heads.read(size, GET, "A: " + "x".repeat(1000) + "\r\nB: " + "x".repeat(1100)))
                .isEqualTo(Head.REJECTED);
        assertThat(size.failure()).isEqualTo(Failure.HEAD_TOO_LARGE);
        RequestHead count = Heads.request();
        assertThat(Heads.read(count, GET + "A: b\r\n".repeat(20) + "\r\n")).isEqualTo(Head.REJECTED);
        assertThat(count.failure()).isEqualTo(Failure.HEAD_TOO_LARGE);
        assertThat(Heads.read(Heads.request(), GET + "A: b\r\n".repeat(19) + "\r\n"))
                .isEqualTo(Head.COMPLETE);
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItIsRead() {
        RequestHead head = Heads.request();
        assertThat(Heads.read(head, "x".repeat(100_000))).isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(Failure.TARGET_TOO_LONG);
        assertThat(head.bytes().length).isLessThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/%7Euser, /~user",
        "/a%2db, /a-b",
        "/%c3%a4, /%C3%A4",
        "/a/%2E%2E/b, /b",
        "/plain?x=/../y, /plain?x=/../y",
    })
    void aPathIsPassedOnInTheFormThatRoutesMatch(String target, String passed) {
        RequestHead head = Heads.complete("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(Heads.passed(head)).startsWith("GET " + passed + " HTTP/1.1\r\n");
        String path = passed.split("\\?", 2)[0];
        assertThat(Ascii.string(head.bytes(), head.pathStart(), head.pathEnd())).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "http://B.test/x?y, b.test, /x?y",
        "http://b.test, b.test, /",
        "http://b.test?y, b.test, /?y",
        "HTTPS://b.test:8443/, b.test, /",
    })
    void anAbsoluteTargetReplacesTheHost(String target, String host, String passed) {
        RequestHead head = Heads.complete("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(head.absoluteForm()).isTrue();
        assertThat(Ascii.string(head.bytes(), head.hostStart(), head.hostEnd())).isEqualTo(host);
        assertThat(Heads.passed(head)).startsWith("GET " + passed + " HTTP/1.1\r\n");
    }

    @Test
    void optionsOfTheServerAsAWholeIsUnderstood() {
        RequestHead head = Heads.complete("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(Heads.passed(head)).startsWith("OPTIONS * HTTP/1.1\r\n");
    }

    @Test
    void versionTenNeedsNoHostAndIsPassedOnAsEleven() {
        RequestHead head = Heads.complete("GET /x HTTP/1.0\r\n\r\n");
        assertThat(head.hasHost()).isFalse();
        assertThat(head.keepAlive()).isFalse();
        assertThat(Heads.passed(head)).startsWith("GET /x HTTP/1.1\r\n");
        assertThat(Heads.complete("GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                        .keepAlive())
                .isTrue();
        assertThat(Heads.complete("GET /x HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n")
                        .keepAlive())
                .isFalse();
    }

    @Test
    void whatEndsAtThisHopIsLeftOut() {
        String passed = Heads.passed(Heads.complete(GET
                + "Keep-Alive: 5\r\nProxy-Connection: close\r\nProxy-Authorization: x\r\nProxy-Authenticate: y\r\n"
                + "TE: gzip\r\nUpgrade: websocket\r\nHTTP2-Settings: z\r\nConnection: close\r\nA: stays\r\n\r\n"));
        assertThat(passed).isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\nA: stays\r\n");
    }

    @Test
    void fieldsNominatedByConnectionAreLeftOutInAnyCaseAndNumber() {
        String passed = Heads.passed(Heads.complete(GET
                + "x-one: 1\r\nX-Two: 2\r\nConnection: X-One ,,\tx-two\r\nX-ONE: 3\r\nConnection: close, x-three\r\n"
                + "X-Three: 4\r\nX-On: stays\r\n\r\n"));
        assertThat(passed).isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\nX-On: stays\r\n");
    }

    /** Rules saw what servers did not get: who says {@code Connection: X-Tenant} had the rights of a tenant that nobody was told of. */
    @Test
    void rulesDoNotSeeWhatEndsAtThisHop() {
        RequestHead head =
                Heads.complete(GET + "X-Tenant: a\r\nX-Other: b\r\nConnection: x-tenant, Cookie\r\nCookie: c\r\n\r\n");
        assertThat(head.find(Ascii.bytes("x-tenant"), 0)).isNegative();
        assertThat(head.find(Ascii.bytes("x-other"), 0)).isEqualTo(2);
        assertThat(head.find(Ascii.bytes("cookie"), 0)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Cookie",
                "Authorization",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "Forwarded",
                "X-Real-IP",
                "Content-Length",
                "Content-Type",
                "Via",
                "X-Request-Id",
                "Origin",
                "Range"
            })
    void connectionCannotTakeAwayWhatProxyAndServerRelyOn(String name) {
        String value = name.equals("Content-Length") ? "3" : name.equals("Host") ? "a.test" : "v";
        String fields = name.equals("Host") ? GET : GET + name + ": " + value + "\r\n";
        RequestHead head = Heads.complete(fields + "Connection: " + name + "\r\n\r\n");
        assertThat(Heads.passed(head)).contains("\r\n" + name + ": " + value + "\r\n");
    }
}
