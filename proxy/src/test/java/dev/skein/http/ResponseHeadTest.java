package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static ResponseHead head() {
        return new ResponseHead(Heads.LIMITS);
    }

    private static ResponseHead complete(String text) {
        ResponseHead head = head();
        assertThat(Heads.read(head, text)).as(text).isEqualTo(Head.COMPLETE);
        return head;
    }

    @Test
    void everySplitOfTheInputGivesTheSameResult() {
        for (String text : List.of(
                OK + "Content-Length: 5\r\nSet-Cookie: a=b\r\nConnection: x, close\r\nX: y\r\n\r\n",
                "HTTP/1.0 404\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
                OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "garbage\r\n\r\n",
                OK + "A: " + "x".repeat(3000) + "\r\n\r\n")) {
            ResponseHead whole = head();
            String expected = Heads.verdict(whole, Heads.read(whole, text));
            assertThat(Heads.everySplit(ResponseHeadTest::head, text)).as(text).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nA: b\n\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\u0000\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 200OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            })
    void aMalformedHeadIsTheServersFault(String text) {
        ResponseHead head = head();
        assertThat(Heads.read(head, text)).isEqualTo(Head.REJECTED);
        assertThat(head.failure()).isEqualTo(Failure.BAD_RESPONSE);
    }

    @Test
    void aReasonMayBeEmptyOrMissing() {
        assertThat(complete("HTTP/1.1 404 \r\n\r\n").status()).isEqualTo(404);
        assertThat(complete("HTTP/1.1 404\r\n\r\n").status()).isEqualTo(404);
        assertThat(complete("HTTP/1.1 599 Not in any table\r\n\r\n").status()).isEqualTo(599);
    }

    @Test
    void theConnectionLivesOnAsVersionAndConnectionSay() {
        assertThat(complete(OK + "\r\n").keepAlive()).isTrue();
        assertThat(complete(OK + "Connection: close\r\n\r\n").keepAlive()).isFalse();
        assertThat(complete("HTTP/1.0 200 OK\r\n\r\n").keepAlive()).isFalse();
        assertThat(complete("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n").keepAlive())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout=5, max=100 | 5",
                "max=100, Timeout=15 | 15",
                "max=100; timeout=0 | 0",
                "timeout=99999999999999999999 | 10000000",
                "max=timeout=5 | -1",
                "timeout= | -1",
                "timeout=x | -1",
                "timeout | -1",
                "x-timeout=5 | -1"
            })
    void aServerMaySayHowLongItWaits(String value, int seconds) {
        ResponseHead head = complete(OK + "Proxy-Connection: timeout=7\r\nKeep-Alive: " + value + "\r\n\r\n");
        assertThat(Math.min(head.idleSeconds(), 10_000_000)).isEqualTo(seconds);
        head.reset();
        assertThat(head.idleSeconds()).isEqualTo(-1);
    }

    @Test
    void someAnswersHaveNoBodyWhateverTheyAnnounce() {
        String length = "Content-Length: 5\r\n\r\n";
        assertThat(complete(OK + length).bodiless(Method.GET)).isFalse();
        assertThat(complete(OK + length).bodiless(Method.HEAD)).isTrue();
        assertThat(complete("HTTP/1.1 204 No\r\n" + length).bodiless(Method.GET))
                .isTrue();
        assertThat(complete("HTTP/1.1 304 No\r\n" + length).bodiless(Method.GET))
                .isTrue();
        assertThat(complete("HTTP/1.1 103 No\r\n" + length).bodiless(Method.GET))
                .isTrue();
    }

    @Test
    void hopByHopFieldsAreLeftOutAndSessionsStay() {
        ResponseHead head =
                complete("HTTP/1.0 200 Fine\r\nServer: x\r\nKeep-Alive: 5\r\nConnection: X-Gone, Set-Cookie\r\n"
                        + "X-Gone: 1\r\nSet-Cookie: a=b\r\nProxy-Authenticate: y\r\nUpgrade: h2c\r\n\r\n");
        assertThat(Heads.passed(head)).isEqualTo("HTTP/1.1 200 Fine\r\nServer: x\r\nSet-Cookie: a=b\r\n");
    }
}
