package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.ServerKey;
import org.junit.jupiter.api.Test;

class ListenerStatsTest {

    @Test
    void connections_are_counted_over_loops_and_refusals_from_anywhere() throws InterruptedException {
        ListenerStats stats = new Metrics(2).listener("http");
        stats.accepted(0);
        stats.accepted(1);
        stats.accepted(1);
        stats.closed(1);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 5000; j++) {
                    stats.refused();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        stats.handshakeFailed();
        assertThat(stats.accepted()).isEqualTo(3);
        assertThat(stats.open()).isEqualTo(2);
        assertThat(stats.refusals()).isEqualTo(20_000);
        assertThat(stats.handshakesFailed()).isEqualTo(1);
    }

    @Test
    void an_idle_connection_may_be_taken_by_another_loop() {
        ServerStats server = new Metrics(2).server(new ServerKey("shop", "a"));
        server.connectionOpened(0);
        server.connectionOpened(0);
        server.idleChanged(2, 0);
        server.idleChanged(-1, 1);
        server.connectionClosed(1);
        assertThat(server.opened()).isEqualTo(2);
        assertThat(server.open()).isEqualTo(1);
        assertThat(server.idle()).isEqualTo(1);
    }
}
