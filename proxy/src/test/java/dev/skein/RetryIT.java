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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request is sent again, and when it must not be (RFC 9110 §9.2.2). */
class RetryIT {
    @TempDir
    Path directory;

    private static String request(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** Serves one request, reads the next and ends without a word. */
    private static void dieOnTheSecond(Peer peer) throws IOException {
        peer.wholeRequest();
        peer.send(ok("first"));
        peer.wholeRequest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "servers = [ { address = %s, max-connections = 1 } ]"})
    void aGetOnAKeptAliveConnectionThatDiesIsSentAgainOnAFreshOne(String servers) throws IOException {
        try (var server = ScriptedServer.of(RetryIT::dieOnTheSecond, peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.pool(servers.formatted(server.address())), server);
                var client = site.client()) {
            assertThat(client.get("/1").body()).isEqualTo("first");
            assertThat(client.get("/2").body()).isEqualTo("second");
            assertThat(client.get("/3").body()).isEqualTo("second");
            assertThat(server.accepted).hasValue(2);
        }
    }

    @Test
    void aPostIsNeverSentTwice() throws IOException {
        try (var server = ScriptedServer.of(RetryIT::dieOnTheSecond, peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            assertThat(client.get("/1").body()).isEqualTo("first");
            client.send(request("POST", "/order", "one"));
            assertThat(client.response().status()).isEqualTo(502);
            assertThat(server.requests.stream().filter(r -> r.startsWith("POST")))
                    .hasSize(1);
        }
    }

    @Test
    void aPostMayBeSentTwiceWhereItsRouteSaysSo() throws IOException {
        try (var server = ScriptedServer.of(RetryIT::dieOnTheSecond, peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.route("retry { idempotent = true }"), server);
                var client = site.client()) {
            assertThat(client.get("/1").body()).isEqualTo("first");
            client.send(request("POST", "/order", "one"));
            assertThat(client.response().body()).isEqualTo("second");
            assertThat(server.requests.stream().filter(r -> r.endsWith("one"))).hasSize(2);
        }
    }

    @Test
    void theBodyOfAPutIsSentAgain() throws IOException {
        String body = "0123456789".repeat(5000);
        try (var server = ScriptedServer.of(
                        RetryIT::dieOnTheSecond, RetryIT::dieOnTheSecond, peer -> peer.serve(ok("third")));
                var site = Site.of(directory, Wish.pool("retry { attempts = 3 }"), server);
                var client = site.client()) {
            client.get("/1");
            client.send(request("PUT", "/2", body));
            assertThat(client.response().body()).isEqualTo("first");
            client.send("PUT /3 HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("5\r\nhello\r\n6;x\r\n world\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("third");
            assertThat(server.requests.stream().filter(r -> r.startsWith("PUT /2") && r.endsWith("\r\n\r\n" + body)))
                    .hasSize(2);
            assertThat(server.requests.stream().filter(r -> r.startsWith("PUT /3") && r.contains("hello world")))
                    .hasSize(2);
        }
    }

    @Test
    void aBodyTooLongToBeKeptIsNotSentAgain() throws IOException {
        try (var server = ScriptedServer.of(RetryIT::dieOnTheSecond, peer -> peer.serve(ok("second")));
                var site = Site.of(directory, Wish.pool("retry { body-buffer = 1KiB }"), server);
                var client = site.client()) {
            client.get("/1");
            client.send(request("PUT", "/2", "x".repeat(5000)));
            assertThat(client.response().status()).isEqualTo(502);
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void aRefusedConnectionSendsAnyRequestToTheNextServer() throws IOException {
        try (var dead = ScriptedServer.answering("dead");
                var alive = ScriptedServer.answering("alive");
                var site = Site.of(directory, Wish.NONE, dead, alive);
                var client = site.client()) {
            dead.stopListening();
            for (int i = 0; i < 10; i++) {
                client.send(request("POST", "/" + i, "body"));
                assertThat(client.response().body()).isEqualTo("alive");
            }
            assertThat(alive.requests).hasSize(10);
        }
    }

    @Test
    void whereNoServerTakesConnectionsTheAnswerIs502() throws IOException {
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, Wish.pool("retry { attempts = 5 }"), one, two)) {
            one.stopListening();
            two.stopListening();
            for (int i = 0; i < 5; i++) {
                assertThat(site.get("/" + i).status()).isIn(502, 503);
            }
            assertThat(site.logged("/0")).startsWith("502 S");
        }
    }

    @Test
    void anEmptyBudgetAllowsNoRetry() throws IOException {
        Wish wish = Wish.pool("retry { budget { ratio = 0, min-per-second = 0 } }");
        try (var server = ScriptedServer.of(RetryIT::dieOnTheSecond, peer -> peer.serve(ok("second")));
                var site = Site.of(directory, wish, server);
                var client = site.client()) {
            client.get("/1");
            assertThat(client.get("/2").status()).isEqualTo(502);
        }
    }

    @Test
    void aStatusMayBeBetteredByAnotherServer() throws IOException {
        try (var sorry = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 503 Later\r\nContent-Length: 5\r\n\r\nsorry"));
                var well = ScriptedServer.answering("well");
                var site = Site.of(
                        directory,
                        Wish.pool("retry { on-status = [ 503 ] }\npassive { consecutive-failures = 0 }"),
                        sorry,
                        well);
                var client = site.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/" + i).body()).isEqualTo("well");
            }
            client.send(request("POST", "/p", "x") + request("POST", "/p", "x"));
            assertThat(List.of(client.response().status(), client.response().status()))
                    .containsExactlyInAnyOrder(503, 200);
        }
    }

    @Test
    void aStatusThatNobodyCanBetterIsPassedOnAsItIs() throws IOException {
        try (var sorry = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 503 Later\r\nContent-Length: 5\r\n\r\nsorry"));
                var site = Site.of(directory, Wish.pool("retry { on-status = [ 503 ] }"), sorry)) {
            Response response = site.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("sorry");
        }
    }

    /** The other server was down: the pool of two looked large enough, and the answer was thrown away for a 502 of ours. */
    @Test
    void aStatusIsPassedOnWhereTheOtherServersAreDown() throws IOException {
        try (var sorry = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 503 Later\r\nContent-Length: 5\r\n\r\nsorry"));
                var gone = ScriptedServer.gone();
                var site = Site.of(
                        directory,
                        Wish.pool("retry { on-status = [ 503 ] }\nhealth { type = tcp, fall = 1 }"),
                        sorry,
                        gone)) {
            assertThat(site.get("/").body()).isEqualTo("sorry");
        }
    }

    @Test
    void aNewConnectionThatDiesIsRetriedOnlyIfConfigured() throws IOException {
        ScriptedServer.Script dying = Peer::wholeRequest;
        try (var server = ScriptedServer.of(dying);
                var site = Site.of(directory, Wish.NONE, server)) {
            assertThat(site.get("/").status()).isEqualTo(502);
            assertThat(server.requests).hasSize(1);
        }
        try (var server = ScriptedServer.of(dying);
                var other = ScriptedServer.answering("other");
                var site = Site.of(directory, Wish.pool("retry { on = [ server-closed ] }"), server, other)) {
            assertThat(site.get("/a").body()).isEqualTo("other");
            assertThat(site.get("/b").body()).isEqualTo("other");
        }
    }

    @Test
    void noGetFailsWhileAServerIsKilledUnderLoad() throws Exception {
        Wish wish = Wish.pool("retry { attempts = 3, on = [ connect-failure, reused-connection, server-closed ]\n"
                + "budget { ratio = 1, min-per-second = 1000 } }");
        try (var victim = ScriptedServer.answering("victim");
                var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, wish, victim, one, two)) {
            var failures = new CopyOnWriteArrayList<String>();
            AtomicInteger asked = new AtomicInteger();
            List<Thread> clients = IntStream.range(0, 8)
                    .mapToObj(n -> Thread.ofVirtual().start(() -> load(site.port(), asked, failures)))
                    .toList();
            Awaitility.await().pollInterval(java.time.Duration.ofMillis(1)).until(() -> asked.get() > 800);
            victim.kill();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(asked).hasValue(3200);
            assertThat(victim.requests).isNotEmpty();
        }
    }

    private static void load(int port, AtomicInteger asked, List<String> failures) {
        try (RawClient client = RawClient.to(port)) {
            for (int i = 0; i < 400; i++) {
                Response response = client.get("/" + asked.incrementAndGet());
                if (response.status() != 200) {
                    failures.add(response.head() + response.body());
                }
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e));
        }
    }
}
