package dev.skein;

import static dev.skein.harness.Latches.await;
import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits before a server is asked: its places and their queue, circuits, rates, exchanges at once. */
class AdmissionIT {
    private static final String GET = "GET /%s HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @TempDir
    Path directory;

    private static Wish onePlace(ScriptedServer server, String more) {
        return Wish.pool("servers = [ { address = " + server.address() + ", max-connections = 1 } ]\n" + more);
    }

    /** Answers every request once the latch is open. */
    private static ScriptedServer.Script behind(CountDownLatch latch, AtomicInteger now, AtomicInteger most) {
        return peer -> {
            while (!peer.wholeRequest().isEmpty()) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                await(latch);
                now.decrementAndGet();
                peer.send(ok("served"));
            }
        };
    }

    @Test
    void requestsWaitForAPlaceAndGetItOneAfterTheOther() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (var server = ScriptedServer.of(behind(latch, now, most));
                var site = Site.of(directory, onePlace(server, "queue { timeout = 20s }"), server)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                RawClient client = site.client();
                client.send(GET.formatted(i));
                clients.add(client);
            }
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 12 && server.requests.size() == 1);
            // Of those who wait: whoever is served may not go, for the server would not notice and seem to serve two.
            RawClient atServer =
                    clients.remove(Integer.parseInt(server.request().split("[/ ]", 4)[2]));
            clients.removeLast().close();
            clients.removeFirst().reset();
            clients.add(atServer);
            latch.countDown();
            for (RawClient client : clients) {
                assertThat(client.response().body()).isEqualTo("served");
                client.close();
            }
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void whoWaitsTooLongOrFindsTheQueueFullGets503() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        Wish wish =
                Wish.pool("servers = [ { address = %s, max-connections = 1 } ]\nqueue { size = 1, timeout = 400ms }");
        try (var server = ScriptedServer.of(behind(latch, now, new AtomicInteger()));
                var site = Site.of(directory, new Wish("", "", wish.pool().formatted(server.address())), server);
                var served = site.client();
                var waiting = site.client()) {
            served.send(GET.formatted("served"));
            Awaitility.await().until(() -> now.get() == 1);
            waiting.send(GET.formatted("waiting"));
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 2);
            assertThat(site.get("/full").status()).isEqualTo(503);
            assertThat(waiting.response().status()).isEqualTo(503);
            latch.countDown();
            assertThat(served.response().body()).isEqualTo("served");
            assertThat(waiting.get("/again").body()).isEqualTo("served");
            assertThat(site.logged("/full")).startsWith("503 R");
            assertThat(site.logged("/waiting")).startsWith("503 s");
        }
    }

    @Test
    void aPlaceIsGivenBackHoweverTheExchangeEnds() throws IOException {
        AtomicInteger turn = new AtomicInteger();
        ScriptedServer.Script moody = peer -> {
            while (!peer.wholeRequest().isEmpty()) {
                switch (turn.getAndIncrement() % 5) {
                    case 0 -> peer.send("garbage\r\n\r\n");
                    case 1 -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
                    case 2 -> peer.send("HTTP/1.1 101 Switching Protocols\r\n\r\n");
                    case 3 -> {
                        return;
                    }
                    default -> peer.send(ok("fine"));
                }
                if (turn.get() % 5 == 2) {
                    return;
                }
            }
        };
        Wish wish = Wish.pool("passive { consecutive-failures = 0 }\nretry { attempts = 3 }");
        try (var server = ScriptedServer.of(moody);
                var site = Site.of(
                        directory,
                        new Wish("", "", onePlace(server, wish.pool()).pool()),
                        server)) {
            for (int i = 0; i < 25; i++) {
                int n = i;
                try (RawClient client = site.client()) {
                    client.send(GET.formatted(n));
                    assertThat(client.head()).startsWith("HTTP/1.1 ").doesNotContain(" 503 ");
                }
            }
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 0);
        }
    }

    @Test
    void aCircuitOpensAndTheServerIsLeftAlone() throws IOException {
        Wish wish = Wish.pool(
                "circuit-breaker { failure-ratio = 0.5, min-requests = 4 }\n" + "passive { consecutive-failures = 0 }");
        try (var server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"));
                var site = Site.of(directory, wish, server)) {
            Awaitility.await().until(() -> site.get("/").status() == 503);
            int asked = server.requests.size();
            assertThat(asked).isGreaterThanOrEqualTo(4);
            Response refused = site.get("/refused");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.has("Retry-After")).isTrue();
            assertThat(server.requests).hasSize(asked);
            assertThat(site.logged("/refused")).startsWith("503 R");
        }
    }

    @Test
    void beyondARateTheAnswerIs429AndSaysWhenToComeBack() throws IOException {
        Wish wish = Wish.route("rate-limits = [ { name = few, by = \"header X-Key\", rate = \"2/h\", burst = 2 } ]");
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish, server)) {
            for (int status : new int[] {200, 200, 429}) {
                Response response = site.ask("GET /r HTTP/1.1\r\nHost: a.test\r\nX-Key: one\r\n\r\n");
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.has("RateLimit")).isTrue();
                assertThat(response.has("RateLimit-Policy")).isTrue();
                assertThat(response.has("Retry-After")).isEqualTo(status == 429);
            }
            assertThat(site.ask("GET /o HTTP/1.1\r\nHost: a.test\r\nX-Key: two\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void onlySoManyExchangesAreUnderWayAtOnce() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        try (var server = ScriptedServer.of(behind(latch, now, new AtomicInteger()));
                var site = Site.of(directory, Wish.route("limits { concurrency = 1 }"), server);
                var first = site.client()) {
            first.send(GET.formatted("first"));
            Awaitility.await().until(() -> now.get() == 1);
            assertThat(site.get("/second").status()).isEqualTo(503);
            latch.countDown();
            assertThat(first.response().status()).isEqualTo(200);
            assertThat(site.get("/third").status()).isEqualTo(200);
        }
    }

    private static void named(Peer peer, String name, AtomicInteger sessions) throws IOException {
        String request;
        while (!(request = peer.wholeRequest()).isEmpty()) {
            String session = request.contains("SID=")
                    ? ""
                    : "Set-Cookie: other=1\r\nSet-Cookie: SID=" + name + sessions.incrementAndGet() + "; Path=/\r\n";
            peer.send("HTTP/1.1 200 OK\r\n" + session + "Content-Length: 3\r\n\r\n" + name);
        }
    }

    @Test
    void aCookieOfOursKeepsAClientWithItsServerEvenWhenThatOneTakesNobodyNew() throws IOException {
        String affinity = "affinity { mode = cookie, name = STICK, secret = \"0123456789abcdef\" }";
        try (var one = ScriptedServer.answering("one");
                var two = ScriptedServer.answering("two");
                var site = Site.of(directory, Wish.pool(affinity), one, two)) {
            Response first = site.get("/");
            String cookie = first.field("Set-Cookie").split(";", 2)[0];
            assertThat(cookie).startsWith("STICK=");
            String bound = "GET / HTTP/1.1\r\nHost: a.test\r\nCookie: a=b; " + cookie + "\r\n\r\n";
            for (int i = 0; i < 10; i++) {
                Response again = site.ask(bound);
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.has("Set-Cookie")).isFalse();
            }
            ScriptedServer home = first.body().equals("one") ? one : two;
            ScriptedServer other = home == one ? two : one;
            site.reload(
                    Wish.pool("servers = [ { address = " + home.address() + ", weight = 0 }, " + other.address()
                            + " ]\n" + affinity),
                    home,
                    other);
            for (int i = 0; i < 6; i++) {
                assertThat(site.ask(bound).body()).isEqualTo(first.body());
                assertThat(site.get("/").body()).isNotEqualTo(first.body());
            }
        }
    }

    @Test
    void aSessionThatAServerBeganByItsOwnCookieStaysThere() throws IOException {
        AtomicInteger sessions = new AtomicInteger();
        try (var one = ScriptedServer.of(peer -> named(peer, "one", sessions));
                var two = ScriptedServer.of(peer -> named(peer, "two", sessions));
                var three = ScriptedServer.of(peer -> named(peer, "six", sessions));
                var site =
                        Site.of(directory, Wish.pool("affinity { mode = app-cookie, name = SID }"), one, two, three)) {
            for (int i = 0; i < 12; i++) {
                Response first = site.get("/");
                String value = first.head().replaceAll("(?s).*SID=([^;]*);.*", "$1");
                for (int n = 0; n < 3; n++) {
                    assertThat(site.ask("GET / HTTP/1.1\r\nHost: a.test\r\nCookie: SID=" + value + "\r\n\r\n")
                                    .body())
                            .isEqualTo(first.body());
                }
            }
        }
    }
}
