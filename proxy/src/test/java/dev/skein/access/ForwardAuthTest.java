package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Peer;
import dev.skein.harness.ScriptedServer;
import dev.skein.model.RequestText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A service that decides, and does not answer as it should: nobody gets in by that. */
class ForwardAuthTest {
    private static ForwardAuth asking(ScriptedServer service, Duration timeout) {
        return new ForwardAuth(new ForwardAuth.Rules(
                URI.create("http://127.0.0.1:" + service.port() + "/verify?from=here"),
                timeout,
                List.of("Cookie"),
                List.of("X-Who"),
                Trust.of(null)));
    }

    private static Verdict verdict(ScriptedServer service, Duration timeout) throws Exception {
        CompletableFuture<Verdict> found = new CompletableFuture<>();
        asking(service, timeout)
                .ask(RequestText.get("a.test", "/a?b", "Cookie: \u00e4").build(), new Scratch(), 0, found::complete);
        return found.get(20, TimeUnit.SECONDS);
    }

    private static Verdict answered(String answer) throws Exception {
        try (var service = ScriptedServer.of(peer -> peer.serve(answer))) {
            return verdict(service, Duration.ofSeconds(10));
        }
    }

    private static void hang(Peer peer) throws IOException {
        // Until the asker has had enough.
        while (!peer.request().isEmpty()) {
            peer.send("");
        }
    }

    @Test
    void oneThatDoesNotAnswerInTimeHasNotDecided() throws Exception {
        try (var silent = ScriptedServer.of(ForwardAuthTest::hang)) {
            assertThat(verdict(silent, Duration.ofMillis(50))).isInstanceOf(Verdict.Undecided.class);
        }
        try (var halfway = ScriptedServer.of(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nX-Who: ann\r\nContent-Length: 5\r\n\r\nx");
            hang(peer);
        })) {
            assertThat(verdict(halfway, Duration.ofMillis(200)))
                    .as("a body that never ends")
                    .isInstanceOf(Verdict.Undecided.class);
        }
        try (var gone = ScriptedServer.gone()) {
            assertThat(verdict(gone, Duration.ofSeconds(10))).isInstanceOf(Verdict.Undecided.class);
        }
    }

    @Test
    void whatIsNeitherYesNorNoLetsNobodyIn() throws Exception {
        for (String answer : List.of(
                "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 Oh\r\nContent-Length: 0\r\n\r\n",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000))) {
            assertThat(answered(answer)).as(answer.substring(0, 8)).isInstanceOf(Verdict.Undecided.class);
        }
    }

    @Test
    void aRedirectionIsTheClientsAndIsFollowedByNobodyHere() throws Exception {
        try (var elsewhere = ScriptedServer.answering("in")) {
            Verdict verdict = answered("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + elsewhere.port()
                    + "/\r\nContent-Length: 0\r\nX-Who: root\r\nTransfer: x\r\n\r\n");
            assertThat(verdict).isInstanceOfSatisfying(Verdict.Answered.class, other -> {
                assertThat(other.status()).isEqualTo(302);
                assertThat(new String(other.lines(), StandardCharsets.US_ASCII))
                        .isEqualTo("Location: http://127.0.0.1:" + elsewhere.port() + "/\r\n");
            });
            assertThat(elsewhere.accepted).hasValue(0);
        }
    }
}
