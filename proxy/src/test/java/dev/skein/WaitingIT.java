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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody waits for ever, and nobody is given up who only waits for us: time-outs beside back-pressure, and the queue. */
class WaitingIT {
    private static final int MIB = 1 << 20;
    /** Apart by less than the distance of our water marks, so that some of the bodies end just above the high one. */
    private static final int STEP = 20 << 10;

    private static final int SEVERAL = 40;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    Path directory;

    @AfterEach
    void endsThreads() {
        threads.shutdownNow();
    }

    private <T> List<Future<T>> several(int count, java.util.function.IntFunction<Callable<T>> work) {
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(threads.submit(work.apply(i)));
        }
        return all;
    }

    @Test
    void anIdleConnectionIsClosedHoweverSlowlyItsLastResponseWasRead() throws Exception {
        try (var server = ScriptedServer.of(peer -> {
                    while (!peer.request().isEmpty()) {
                        peer.send(ok("x".repeat(4 * MIB + peer.number() * STEP)));
                    }
                });
                var site = Site.of(directory, Wish.listener("timeouts { keep-alive = 1s }"), server)) {
            var all = several(SEVERAL, i -> () -> {
                try (RawClient client = RawClient.to(site.port(), 8192)) {
                    client.send("GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    Response response = client.response();
                    return response.whole() ? client.rest() : "cut";
                }
            });
            for (var one : all) {
                assertThat(one.get()).isEmpty();
            }
        }
    }

    @Test
    void aServerThatTakesAnUploadSlowlyAndNeverAnswersIsGivenUp() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        try (var server = ScriptedServer.of(peer -> slowly(peer, go));
                var site = Site.of(directory, Wish.pool("timeouts { response-header = 1s }"), server)) {
            var all = several(SEVERAL, i -> () -> {
                try (RawClient client = site.client()) {
                    upload(client, (2 * MIB + i * 6 * STEP) / 4096, sent);
                    return client.response().status();
                }
            });
            stalls(sent);
            go.countDown();
            for (var one : all) {
                assertThat(one.get()).isEqualTo(504);
            }
        }
    }

    private static void upload(RawClient client, int parts, AtomicLong sent) throws IOException {
        client.send("PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + parts * 4096 + "\r\n\r\n");
        byte[] part = new byte[4096];
        for (int i = 0; i < parts; i++) {
            client.send(part);
            sent.addAndGet(part.length);
        }
    }

    private static void slowly(Peer peer, CountDownLatch go) throws IOException {
        await(go);
        while (!peer.bytes(500).isEmpty()) {
            // The next few.
        }
    }

    /** Returns when this goes on no longer. */
    private static void stalls(AtomicLong count) {
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> count.get() > 0 && seen.getAndSet(count.get()) == count.get());
    }

    @Test
    void aServerIsNotBlamedForAClientThatReadsSlowly() throws Exception {
        AtomicLong sent = new AtomicLong();
        String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
        int chunks = 16 * MIB / 1024;
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < chunks; i += 16) {
                        peer.send(chunk.repeat(16));
                        sent.addAndGet(16);
                    }
                    peer.send("0\r\n\r\n");
                });
                var site = Site.of(directory, Wish.pool("timeouts { body-stall = 500ms }"), server);
                RawClient client = site.client()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            stalls(sent);
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            Response response = client.response();
            assertThat(response.whole()).isTrue();
            assertThat(response.body()).hasSize(16 * MIB);
        }
    }

    @Test
    void interimResponsesThatNobodyTakesHoldTheServerBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: " + "x".repeat(4000) + "\r\n\r\n";
        int most = 100 * MIB / 4000;
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    for (int i = 0; i < most; i++) {
                        peer.send(interim);
                        sent.incrementAndGet();
                    }
                    peer.send(ok("at last"));
                });
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            stalls(sent);
            assertThat(sent.get()).isLessThan(most / 2);
        }
    }

    @Test
    void aPlaceIsNotLostOnSomebodyWhoWaitsForAnotherServer() throws Exception {
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ScriptedServer.Script script = peer -> {
            String head;
            while (!(head = peer.request()).isEmpty()) {
                busy.countDown();
                await(head.contains("X-User") ? end : free);
                peer.send(ok("fine"));
            }
        };
        try (var one = ScriptedServer.of(script);
                var two = ScriptedServer.of(script);
                var site = Site.of(directory, Wish.pool(places(one, two)), one, two);
                RawClient bound = site.client();
                RawClient other = site.client();
                RawClient boundToo = site.client();
                RawClient unbound = site.client()) {
            String get = "GET / HTTP/1.1\r\nHost: a.test\r\n";
            bound.send(get + "X-User: u\r\n\r\n");
            Awaitility.await().until(() -> busy.getCount() == 1);
            other.send(get + "\r\n");
            busy.await();
            boundToo.send(get + "X-User: u\r\n\r\n");
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 3);
            unbound.send(get + "\r\n");
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 4);
            free.countDown();
            assertThat(other.response().status()).isEqualTo(200);
            assertThat(unbound.response().status()).isEqualTo(200);
            end.countDown();
            assertThat(bound.response().status()).isEqualTo(200);
            assertThat(boundToo.response().status()).isEqualTo(200);
        }
    }

    private static String places(ScriptedServer one, ScriptedServer two) {
        return """
            servers = [ { address = %s, max-connections = 1 }, { address = %s, max-connections = 1 } ]
            queue { size = 10, timeout = 10s }
            affinity { mode = header, name = X-User }\
            """.formatted(one.address(), two.address());
    }
}
