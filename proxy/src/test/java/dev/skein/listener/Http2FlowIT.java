package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.http2.ErrorCode;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Windows both ways, slow readers, time-outs, leaving. */
class Http2FlowIT extends Http2Bed {
    private static final int MIB = 1 << 20;

    @Override
    ScriptedServer first() throws IOException {
        return ScriptedServer.of(peer -> {
            String head;
            while (!(head = peer.request()).isEmpty()) {
                peer.send(ScriptedServer.ok(head.startsWith("GET /large") ? "x".repeat(MIB) : "ok"));
            }
        });
    }

    private RawHttp2 open(String besides, int... settings) throws Exception {
        fixture.startBefore(server.port(), besides);
        return fixture.raw().hello(settings);
    }

    private RawHttp2 before(ScriptedServer other, String besides) throws Exception {
        replace(other);
        return open(besides);
    }

    @Test
    void aStreamStopsAtItsWindowAndOthersGoOn() throws Exception {
        try (RawHttp2 client = open("")) {
            client.windowUpdate(0, 10 * MIB);
            client.get(1, "/large");
            client.get(3, "/small");
            assertThat(client.settled(3).text()).isEqualTo("ok");
            while (client.answer(1).body.size() < 65_535 && client.next()) {
                // All that the window allows.
            }
            client.settle();
            assertThat(client.answer(1).body.size()).isEqualTo(65_535);
            client.windowUpdate(1, 10 * MIB);
            assertThat(client.settled(1).body.size()).isEqualTo(MIB);
            assertThat(client.answer(1).ended).isTrue();
        }
    }

    @Test
    void theConnectionsWindowIsSharedFairly() throws Exception {
        try (RawHttp2 client = open("", 4, 4 * MIB)) {
            client.get(1, "/large");
            client.get(3, "/large");
            while (client.answer(1).body.size() + client.answer(3).body.size() < 65_535 && client.next()) {
                // All that the window allows.
            }
            client.settle();
            int first = client.answer(1).body.size();
            int second = client.answer(3).body.size();
            assertThat(first + second).isEqualTo(65_535);
            // In steps: only streams whose servers have sent something take turns, and one may be slow to begin.
            for (int step = 1; step <= 10; step++) {
                client.windowUpdate(0, 32 * 1024);
                int until = 65_535 + step * 32 * 1024;
                while (client.answer(1).body.size() + client.answer(3).body.size() < until && client.next()) {
                    // By turns.
                }
            }
            int more = client.answer(1).body.size() - first;
            assertThat(more).isBetween(96 * 1024, 224 * 1024);
            client.windowUpdate(0, 4 * MIB);
            assertThat(client.settled(1).body.size()).isEqualTo(MIB);
            assertThat(client.settled(3).body.size()).isEqualTo(MIB);
        }
    }

    @Test
    void section692AChangedWindowHoldsForOpenStreams() throws Exception {
        try (RawHttp2 client = open("", 4, 0)) {
            client.get(1, "/small");
            client.settle();
            assertThat(client.answer(1).heads).hasSizeLessThanOrEqualTo(1);
            assertThat(client.answer(1).frames).isZero();
            client.settings(4, 1);
            while (client.answer(1).frames == 0 && client.next()) {
                // One byte.
            }
            assertThat(client.answer(1).text()).isEqualTo("o");
            client.settings(4, 0);
            client.windowUpdate(1, 1);
            client.settle();
            assertThat(client.answer(1).text()).isEqualTo("o");
            client.settings(4, 100);
            assertThat(client.settled(1).text()).isEqualTo("ok");
        }
    }

    @Test
    void aSlowReaderKeepsLittleHereAndGetsAll() throws Exception {
        try (RawHttp2 client = open("")) {
            client.windowUpdate(0, 100 * MIB);
            for (int stream = 1; stream < 41; stream += 2) {
                client.get(stream, "/large");
            }
            client.settle();
            await().during(Duration.ofMillis(300))
                    .until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() < 30 << 20);
            for (int stream = 1; stream < 41; stream += 2) {
                client.windowUpdate(stream, 2 * MIB);
            }
            for (int stream = 1; stream < 41; stream += 2) {
                assertThat(client.settled(stream).body.size()).isEqualTo(MIB);
            }
        }
    }

    @Test
    void aReaderThatTakesNothingIsGivenUp() throws Exception {
        try (RawHttp2 client = open("timeouts.client-read = 500ms")) {
            client.get(1, "/large");
            assertThat(client.broken(1).reset).isEqualTo(ErrorCode.CANCEL);
            client.get(3, "/small");
            client.windowUpdate(0, MIB);
            assertThat(client.settled(3).text()).isEqualTo("ok");
        }
    }

    @Test
    void anUploadGoesOnlyAsFarAsItIsTaken() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        ScriptedServer slow = ScriptedServer.of(peer -> {
            if (peer.request().isEmpty()) {
                return;
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> ready.getCount() == 0);
            peer.send(ScriptedServer.ok(peer.bytes(40 * MIB).length() + ""));
        });
        try (RawHttp2 client = before(slow, "http2.controls = 100000")) {
            client.settle().settle();
            client.post(1, "/", "content-length: " + 40 * MIB);
            byte[] part = new byte[16_384];
            long sent = 0;
            long window = 65_536;
            // As long as windows open; the kernel's buffers take some MiB.
            while (sent + part.length <= window + client.credits.getOrDefault(1, 0L) && sent < 40 * MIB) {
                client.send(RawHttp2.DATA, 0, 1, part);
                sent += part.length;
                client.settle();
            }
            assertThat(sent).isLessThan(40 * MIB);
            ready.countDown();
            while (sent < 40L * MIB) {
                while (sent + part.length > window + client.credits.getOrDefault(1, 0L)) {
                    assertThat(client.next()).isTrue();
                }
                sent += part.length;
                client.send(RawHttp2.DATA, sent == 40L * MIB ? RawHttp2.END_STREAM : 0, 1, part);
            }
            assertThat(client.settled(1).text()).isEqualTo(40 * MIB + "");
        }
    }

    @Test
    void aResetMidUploadReachesTheServer() throws Exception {
        ScriptedServer reading = ScriptedServer.of(peer -> {
            peer.request();
            peer.rest();
        });
        try (RawHttp2 client = before(reading, "")) {
            client.post(1, "/");
            client.data(1, false, "part");
            await().until(() -> !reading.requests.isEmpty());
            client.reset(1, ErrorCode.CANCEL);
            await().until(() -> reading.open.get() == 0);
        }
    }

    @Test
    void aResetMidResponseReachesTheServer() throws Exception {
        ScriptedServer endless = ScriptedServer.of(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                peer.send("x".repeat(1000));
            }
        });
        try (RawHttp2 client = before(endless, "")) {
            client.get(1, "/");
            while (client.answer(1).frames == 0 && client.next()) {
                // It has begun.
            }
            client.reset(1, ErrorCode.CANCEL);
            await().until(() -> endless.open.get() == 0);
            client.settle();
            assertThat(client.count("goaway")).isZero();
        }
    }

    @Test
    void aBodyThatStallsIs408() throws Exception {
        ScriptedServer reading = ScriptedServer.of(peer -> {
            peer.request();
            peer.rest();
        });
        try (RawHttp2 client = before(reading, "timeouts.client-body = 300ms")) {
            client.post(1, "/");
            client.data(1, false, "part");
            var answer = client.broken(1);
            assertThat(answer.status()).isEqualTo(":status: 408");
            assertThat(answer.reset).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    @Test
    void silenceEndsTheConnection() throws Exception {
        try (RawHttp2 client = open("timeouts { client-header = 500ms, keep-alive = 600ms }")) {
            assertThat(client.saw("goaway 2147483647 0")).isTrue();
            assertThat(client.saw("goaway 0 0")).isTrue();
            client.drain();
        }
        try (RawHttp2 mute = fixture.raw()) {
            mute.drain();
        }
        try (RawHttp2 client = fixture.raw().hello()) {
            client.settle().settle();
            client.send(RawHttp2.HEADERS, 0, 1, RawHttp2.request("GET", "/"));
            assertThat(client.saw("goaway 0 11")).isTrue();
        }
        try (RawHttp2 rude = fixture.raw()) {
            rude.polite = false;
            rude.hello();
            rude.post(1, "/");
            assertThat(rude.saw("goaway 1 4")).isTrue();
        }
    }

    @Test
    void aGracefulStopTakesWhatIsOnItsWayAndEndsWithTheLastStream() throws Exception {
        try (RawHttp2 client = open("", 4, 1000)) {
            client.polite = false;
            client.get(1, "/large");
            client.settle();
            client.send(RawHttp2.SETTINGS, RawHttp2.ACK, 0);
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> fixture.node().drain(Duration.ofSeconds(20)));
            assertThat(client.saw("goaway 2147483647 0")).isTrue();
            // On its way before the client heard: served.
            client.get(3, "/small");
            assertThat(client.settled(3).text()).isEqualTo("ok");
            client.polite = true;
            assertThat(client.saw("goaway 3 0")).isTrue();
            // Too late, and no reason to take away what is under way.
            client.post(5, "/small");
            client.data(5, true, "body");
            client.reset(5, ErrorCode.CANCEL);
            client.windowUpdate(1, 2 * MIB);
            client.windowUpdate(0, 2 * MIB);
            assertThat(client.settled(1).body.size()).isEqualTo(MIB);
            client.drain();
            assertThat(client.answer(5).heads).isEmpty();
            drained.get(10, TimeUnit.SECONDS);
            assertThat(fixture.node().connections()).isZero();
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        try (RawHttp2 client = open("")) {
            for (int stream = 1; stream < 100; stream += 2) {
                client.get(stream, "/large");
                client.reset(stream, ErrorCode.CANCEL);
            }
            client.post(101, "/");
            client.data(101, false, "part");
            client.get(103, "/large");
            client.settle();
        }
        await().until(() -> fixture.node().connections() == 0);
        await().until(() -> server.open.get() == 0);
        fixture.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() < 64 << 10);
    }
}
