package dev.skein.probe;

import static dev.skein.probe.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.probe.ProbeResult.Verdict;
import dev.skein.probe.ProbeSpec.Body;
import dev.skein.probe.ProbeSpec.Expect;
import dev.skein.probe.ProbeSpec.Leave;
import dev.skein.probe.ProbeSpec.Statuses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckIT {
    private final ProbeFixture fixture = new ProbeFixture(4);

    @AfterEach
    void closes() {
        fixture.close();
    }

    @Test
    void aGoodAnswerPasses() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            ProbeResult result = fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/healthz")));

            assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(result.status()).isEqualTo(200);
            assertThat(result.body()).isEqualTo("fine");
            assertThat(result.latencyNanos()).isPositive();
        }
    }

    @Test
    void theRequestIsTheOneConfigured() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok(""))) {
            fixture.check(ProbeFixture.target(
                    server.port(),
                    new ProbeSpec.Http(
                            false,
                            "HEAD",
                            "/up?deep=1",
                            "shop.example.com",
                            List.of(new ProbeSpec.Field("X-Check", "yes")),
                            Expect.DEFAULT,
                            Leave.DEFAULT)));

            assertThat(server.requests.getFirst())
                    .startsWith("HEAD /up?deep=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: shop.example.com\r\n")
                    .contains("\r\nX-Check: yes\r\n")
                    .containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @Test
    void withoutAHostOfItsOwnItNamesTheTarget() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok(""))) {
            fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/")));
            assertThat(server.requests.getFirst())
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + server.port() + "\r\n");
        }
    }

    @Test
    void aStatusThatWasNotExpectedFailsAndItsBodyIsKeptForThePage() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 503 No\r\nContent-Length: 600\r\n\r\n"
                + "database gone ".repeat(50).substring(0, 600))) {
            ProbeResult result = fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/")));

            assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(result.reason()).isEqualTo("status 503 (expected: 200-399)");
            assertThat(result.body()).startsWith("database gone").hasSize(512);
        }
    }

    @Test
    void severalRangesAreNamedAsWritten() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok(""))) {
            Expect expect = new Expect(List.of(new Statuses(204, 204), new Statuses(301, 302)), null);
            assertThat(fixture.check(target(server, expect, Leave.DEFAULT)).reason())
                    .isEqualTo("status 200 (expected: 204, 301-302)");
        }
    }

    @Test
    void aPortWithoutAServerIsRefused() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        ProbeResult result = fixture.check(ProbeFixture.target(port, ProbeSpec.Http.get("/")));
        assertThat(result.reason()).isEqualTo("connection refused");
        assertThat(result.status()).isZero();
    }

    @Test
    void aServerThatNeverAnswersTimesOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(ScriptedServer.Connection::head)) {
            ProbeResult result = fixture.check(hasty(server, Expect.DEFAULT));
            assertThat(result.reason()).isEqualTo("timed out after 500 ms while waiting for an answer");
            await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aServerThatClosesAtOnceFails() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(ScriptedServer.Connection::close)) {
            assertThat(fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/")))
                            .reason())
                    .isIn("connection closed before an answer", "Connection reset by peer", "Connection reset");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 twohundred OK\r\n\r\n", "\u0000\u0001\u0002\r\n\r\n"})
    void garbageIsAMalformedAnswer(String garbage) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(garbage)) {
            assertThat(fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/")))
                            .reason())
                    .startsWith("malformed answer: ");
        }
    }

    @Test
    void aBodyThatStallsDoesNotSpoilAGoodHead() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(stalling())) {
            ProbeResult result = fixture.check(hasty(server, Expect.DEFAULT));
            assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(result.body()).isEqualTo("half");
        }
    }

    @Test
    void aBodyThatStallsFailsWhereSomethingIsExpectedOfIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(stalling())) {
            assertThat(fixture.check(hasty(server, body(new Body.Contains("whole"))))
                            .reason())
                    .isEqualTo("timed out after 500 ms in the middle of the answer's body");
        }
    }

    @Test
    void aBodyThatBreaksOffFailsWhereSomethingIsExpectedOfIt() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nwhole or not")) {
            assertThat(fixture.check(target(server, body(new Body.Contains("whole")), Leave.DEFAULT))
                            .reason())
                    .isEqualTo("connection closed in the middle of the answer's body");
        }
    }

    @ParameterizedTest
    @CsvSource({"all is well, PASSED, passed", "'all is well ', FAILED, body without 'all is well '"})
    void aTextMayBeExpectedInTheBody(String text, Verdict verdict, String reason) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("so far all is well"))) {
            ProbeResult result = fixture.check(target(server, body(new Body.Contains(text)), Leave.DEFAULT));
            assertThat(result.verdict()).isEqualTo(verdict);
            assertThat(result.reason()).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"lag=[0-9]\\b, PASSED, passed", "^ok$, FAILED, body without /^ok$/"})
    void aPatternMayBeExpectedInTheBody(String pattern, Verdict verdict, String reason) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("ok lag=7"))) {
            ProbeResult result = fixture.check(target(server, body(new Body.Matches(pattern)), Leave.DEFAULT));
            assertThat(result.verdict()).isEqualTo(verdict);
            assertThat(result.reason()).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"262140, PASSED", "262141, FAILED"})
    void onlyTheFirstPartOfABodyIsSearched(int before, Verdict verdict) throws Exception {
        String body = "x".repeat(before) + "well" + "x".repeat(1_000_000);
        try (ScriptedServer server = ScriptedServer.answering(ok(body))) {
            ProbeResult result = fixture.check(target(server, body(new Body.Contains("well")), Leave.DEFAULT));
            assertThat(result.verdict()).isEqualTo(verdict);
        }
    }

    @Test
    void aServerMayLeaveByA404WhereThatIsAgreed() throws Exception {
        String notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = ScriptedServer.answering(notFound)) {
            ProbeResult agreed = fixture.check(target(server, Expect.DEFAULT, new Leave(true, null)));
            assertThat(agreed.verdict()).isEqualTo(Verdict.LEAVING);
            assertThat(agreed.reason()).isEqualTo("status 404");

            ProbeResult not = fixture.check(target(server, Expect.DEFAULT, Leave.DEFAULT));
            assertThat(not.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, LEAVING", "Drain, LEAVING", "false, PASSED", "0, PASSED"})
    void aServerMayLeaveByAField(String value, Verdict verdict) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nx-skein-drain: " + value + "\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            ProbeResult result = fixture.check(target(server, Expect.DEFAULT, Leave.DEFAULT));
            assertThat(result.verdict()).isEqualTo(verdict);
            if (verdict == Verdict.LEAVING) {
                assertThat(result.reason()).isEqualTo("X-Skein-Drain: " + value);
            }
        }
    }

    private static ScriptedServer.Script stalling() {
        return connection -> connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    }

    private static Expect body(@Nullable Body body) {
        return new Expect(List.of(new Statuses(200, 399)), body);
    }

    private static ProbeTarget hasty(ScriptedServer server, Expect expect) {
        return ProbeFixture.target(server.port(), spec(expect, Leave.DEFAULT), null, ProbeFixture.HASTY);
    }

    private static ProbeTarget target(ScriptedServer server, Expect expect, Leave leave) {
        return ProbeFixture.target(server.port(), spec(expect, leave));
    }

    private static ProbeSpec.Http spec(Expect expect, Leave leave) {
        return new ProbeSpec.Http(false, "GET", "/", null, List.of(), expect, leave);
    }
}
