package dev.skein;

import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What live traffic learns about servers from the ways in which they fail. */
class BlameIT {
    @TempDir
    Path directory;

    /** Asks until the other server is the only one left. */
    private static void ejects(Site site) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (int i = 0; i < 4; i++) {
                Response response = site.get("/");
                if (response.status() != 200 || !response.body().equals("well")) {
                    return false;
                }
            }
            return true;
        });
    }

    /** It was blamed before its response's head only: half of all responses could break off for ever. */
    @Test
    void aServerThatStallsInItsBodiesIsEjected() throws IOException {
        Wish wish = Wish.pool("timeouts { body-stall = 200ms }\npassive { consecutive-failures = 2 }");
        try (var stalling = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                    peer.rest();
                });
                var well = ScriptedServer.answering("well");
                var site = Site.of(directory, wish, stalling, well)) {
            ejects(site);
        }
    }

    @Test
    void aServerThatUsesUpTheWholeTimeWithoutAnAnswerIsEjected() throws IOException {
        Wish wish = new Wish("", "timeouts { total = 200ms }", "passive { consecutive-failures = 2 }");
        try (var silent = ScriptedServer.of(Peer::rest);
                var well = ScriptedServer.answering("well");
                var site = Site.of(directory, wish, silent, well)) {
            ejects(site);
        }
    }

    /** A stream may be longer than a route allows; its server has done nothing wrong. */
    @Test
    void aServerWhoseLongResponseIsCutByTheRoutesLimitIsNotBlamed() throws IOException {
        Wish wish = new Wish("", "timeouts { total = 300ms }", "passive { consecutive-failures = 1 }");
        try (var streaming = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                    peer.rest();
                });
                var site = Site.of(directory, wish, streaming)) {
            for (int i = 0; i < 4; i++) {
                Response response = site.get("/");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.whole()).isFalse();
            }
        }
    }

    @Test
    void clientsThatLeaveSayNothingOfTheServer() throws IOException {
        Wish wish = Wish.pool("passive { consecutive-failures = 1 }");
        try (var one = ScriptedServer.of(BlameIT::beginOrAnswer);
                var two = ScriptedServer.of(BlameIT::beginOrAnswer);
                var site = Site.of(directory, wish, one, two)) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = site.client()) {
                    client.send("GET /long" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    assertThat(client.until("abc"))
                            .startsWith("HTTP/1.1 200 OK")
                            .endsWith("abc");
                    client.reset();
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(site.logged("/long" + i)).startsWith("200 C");
            }
            assertThat(site.get("/well").body()).isEqualTo("well");
            assertThat(one.requests).isNotEmpty();
            assertThat(two.requests).isNotEmpty();
            assertThat(site.node().journal()).noneMatch(event -> event.kind() == EventKind.SERVER_EJECTED);
        }
    }

    private static void beginOrAnswer(Peer peer) throws IOException {
        if (peer.request().startsWith("GET /well ")) {
            peer.send(ok("well"));
        } else {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            peer.rest();
        }
    }

    /** A failure that no retry followed was unknown to the average: the server that failed fastest looked best. */
    @Test
    void theFastestFailureIsNotTheLeastLatency() throws IOException {
        Wish wish = Wish.pool("balance = least-latency\nretry { attempts = 1 }\npassive { consecutive-failures = 0 }");
        try (var failing = ScriptedServer.of(Peer::request);
                var well = ScriptedServer.of(peer -> {
                    while (!peer.wholeRequest().isEmpty()) {
                        Awaitility.await().pollDelay(Duration.ofMillis(5)).until(() -> true);
                        peer.send(ok("well"));
                    }
                });
                var site = Site.of(directory, wish, failing, well)) {
            int failed = 0;
            for (int i = 0; i < 20; i++) {
                failed += site.get("/").status() == 200 ? 0 : 1;
            }
            assertThat(failed).isLessThanOrEqualTo(3);
        }
    }
}
