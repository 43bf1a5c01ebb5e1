package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large bodies over many connections at once. A side that had to wait used to be stopped only after the flush: on epoll the
 * flush may write everything and report that more can be written before it returns, so that the order to go on came before
 * the order to wait, and was lost. With 64 connections and 1 MiB each, all of them stood still within seconds.
 */
class StallIT {
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 6;
    private static final String BODY = "x".repeat(1 << 20);

    @TempDir
    Path directory;

    @Test
    void noResponseStopsOnItsWay() throws Exception {
        try (var server = ScriptedServer.answering(BODY);
                var site = Site.of(directory, Wish.NONE, server)) {
            assertThat(all(site, client -> {
                        Response response = ask(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                        assertThat(response.status()).isEqualTo(200);
                        assertThat(response.body()).hasSameSizeAs(BODY);
                    }))
                    .isEmpty();
        }
    }

    @Test
    void noRequestStopsOnItsWay() throws Exception {
        try (var server = ScriptedServer.answering("got it");
                var site = Site.of(directory, Wish.NONE, server)) {
            String head = "PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
            assertThat(all(
                            site,
                            client ->
                                    assertThat(ask(client, head + BODY).body()).isEqualTo("got it")))
                    .isEmpty();
        }
    }

    private static Response ask(RawClient client, String request) {
        try {
            client.send(request);
            return client.response();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Lets all connections do it at once, several times; what went wrong. */
    private static List<String> all(Site site, Consumer<RawClient> exchange) throws InterruptedException {
        List<String> troubles = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (RawClient client = site.client()) {
                    for (int round = 0; round < ROUNDS; round++) {
                        exchange.accept(client);
                    }
                } catch (IOException | RuntimeException | AssertionError e) {
                    troubles.add(e.toString());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return troubles;
    }
}
