package dev.skein;

import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever way exchanges end, no buffer is left behind. */
class LeakIT {
    private static final String HOST = " HTTP/1.1\r\nHost: a.test\r\n";
    private static final String CHUNKED = HOST + "Transfer-Encoding: chunked\r\n\r\n";

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @TempDir
    Path directory;

    @BeforeEach
    void watchEveryBuffer() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        log.addAppender(reports);
    }

    @AfterEach
    void watchNoLonger() {
        log.detachAppender(reports);
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void noBufferIsLeftBehindHoweverExchangesEnd() throws IOException {
        long pinned = Site.pinned();
        Random random = new Random(7);
        Wish wish = new Wish(
                "limits { header-bytes = 2KiB }",
                "limits { body = 100000 }",
                "retry { attempts = 3, on-status = [ 503 ] }\npassive { consecutive-failures = 0 }");
        try (var one = ScriptedServer.of(peer -> moody(peer, new Random(peer.number())));
                var two = ScriptedServer.of(peer -> moody(peer, new Random(-peer.number())));
                var site = Site.of(directory, wish, one, two)) {
            for (int i = 0; i < 240; i++) {
                try (RawClient client = site.client()) {
                    client.send(request(i % 12));
                    if (random.nextInt(4) == 0) {
                        client.reset();
                    } else if (random.nextInt(3) == 0) {
                        client.head();
                    } else {
                        client.halfClose();
                        client.rest();
                    }
                }
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(Site.pinned()).isLessThanOrEqualTo(pinned));
        provokeReports();
        assertThat(reports.list).isEmpty();
    }

    /** Leaks are told of when further buffers are made after a collection. */
    private static void provokeReports() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int n = 0; n < 200; n++) {
                PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            }
        }
    }

    private static String request(int kind) {
        return switch (kind) {
            case 0 -> "GET /" + HOST + "\r\n" + "GET /" + HOST + "\r\n";
            case 1 -> "PUT /" + HOST + "Content-Length: 5000\r\n\r\n" + "x".repeat(5000);
            case 2 -> "PUT /" + HOST + "Content-Length: 5000\r\n\r\n" + "x".repeat(50);
            case 3 -> "PUT /" + CHUNKED + "5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\nX: y\r\n\r\n";
            case 4 -> "PUT /" + CHUNKED + "5\r\nhello\r\n0\r\nX: y\r\nY: ";
            case 5 -> "PUT /" + CHUNKED + "5\r\nhello\r\n0\r\nX: y\r\nbroken\n\r\n";
            case 6 -> "POST /" + HOST + "Content-Length: 200000\r\n\r\n" + "x".repeat(2000);
            case 7 -> "POST /" + CHUNKED + "1ffff\r\n" + "x".repeat(0x1ffff) + "\r\n0\r\n\r\n";
            case 8 -> "GET /" + HOST + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\nearly words";
            case 9 -> "garbage\r\n\r\n" + "x".repeat(3000);
            case 10 -> "GET /" + HOST + "A: " + "x".repeat(3000) + "\r\n\r\n";
            default -> "HEAD /" + HOST + "\r\n" + "GET /";
        };
    }

    private static void moody(Peer peer, Random random) throws IOException {
        while (true) {
            String head = peer.request();
            if (head.isEmpty()) {
                return;
            }
            String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: ";
            int mood = random.nextInt(10);
            switch (mood) {
                case 0 -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                case 1 -> peer.send(chunked + "y\r\n\r\n");
                case 2 -> peer.send(chunked);
                case 3 -> peer.send("HTTP/1.1 503 Later\r\nContent-Length: 3\r\n\r\nabc");
                case 4 -> peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nwords");
                case 5 -> peer.send("garbage\r\n\r\n");
                case 6 -> peer.send("HTTP/1.1 103 Early\r\n\r\n" + ok("x".repeat(100_000)));
                case 7 -> peer.reset();
                case 8 -> peer.send(ok("two") + ok("many"));
                default -> peer.send(ok("fine"));
            }
            // What is not whole is followed by the end; else everybody would wait for the rest.
            if (mood == 0 || mood == 2 || random.nextInt(3) == 0 || !head.startsWith("GET")) {
                return;
            }
        }
    }
}
