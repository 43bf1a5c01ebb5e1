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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A service that decides, and does not answer as it should: nobody gets in by that. */
class ForwardAuthTest {
    private static ForwardAuth asking(ScriptedServer service, Duration timeout, int most) {
        var rules = new ForwardAuth.Rules(
                URI.create("http://127.0.0.1:" + service.port() + "/verify?from=here"),
                timeout,
                List.of("Cookie"),
                List.of("X-Who"),
                Trust.of(null));
        return new ForwardAuth(rules, most);
    }

    private static Runnable ask(ForwardAuth whom, Consumer<Verdict> then) {
        return whom.ask(RequestText.get("a.test", "/a?b", "Cookie: \u00e4").build(), new Scratch(), 0, then);
    }

    private static Verdict verdict(ScriptedServer service, Duration timeout) throws Exception {
        CompletableFuture<Verdict> found = new CompletableFuture<>();
        var unused = ask(asking(service, timeout, 1), found::complete);
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

    /** They stayed open until the service answered or was too late: clients that leave filled the place up for all others. */
    @Test
    void questionsOfThoseWhoLeftAreGivenUp() throws Exception {
        AtomicBoolean awake = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(2);
        try (var service = ScriptedServer.of(peer -> {
            while (!peer.request().isEmpty()) {
                if (awake.get()) {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            }
            ended.countDown();
        })) {
            ForwardAuth auth = asking(service, Duration.ofMinutes(1), 2);
            List<Verdict> told = new CopyOnWriteArrayList<>();
            Runnable first = ask(auth, told::add);
            Runnable second = ask(auth, told::add);
            Awaitility.await().until(() -> service.requests.size() == 2);
            var unused = ask(auth, told::add);
            assertThat(told).singleElement().isInstanceOf(Verdict.Undecided.class);
            first.run();
            first.run();
            second.run();
            assertThat(ended.await(20, TimeUnit.SECONDS)).as("both exchanges").isTrue();
            for (int i = 0; i < 20; i++) {
                ask(auth, told::add).run();
            }
            awake.set(true);
            CompletableFuture<Verdict> found = new CompletableFuture<>();
            Runnable late = ask(auth, found::complete);
            assertThat(found.get(20, TimeUnit.SECONDS)).isInstanceOf(Verdict.Granted.class);
            late.run();
            assertThat(told).as("those who left are told nothing").hasSize(1);
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
