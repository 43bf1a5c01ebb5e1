package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Latches;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come bit by bit, or late: events (SSE) and long polls. Nothing of them may wait for what comes behind it. */
class StreamingIT {
    private static final String ONE = "data: 1\n\n";
    private static final String TWO = "data: 2\n\n";
    private static final String GET = "GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @TempDir
    Path directory;

    /** Opens when the client has read the first event. */
    private final CountDownLatch read = new CountDownLatch(1);

    private void eventsOrLate(Peer peer) throws IOException {
        if (peer.request().contains("/late")) {
            Latches.await(read);
            peer.send(ScriptedServer.ok("late"));
            return;
        }
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        peer.send("9\r\n" + ONE + "\r\n");
        Latches.await(read);
        peer.send("9\r\n" + TWO + "\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "compression {}"})
    void anEventIsThereBeforeTheNextOneIsSent(String route) throws IOException {
        try (var server = ScriptedServer.of(this::eventsOrLate);
                var site = Site.of(directory, Wish.route(route), server);
                RawClient client = site.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip, br\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("content-encoding");
            assertThat(client.until(ONE)).endsWith(ONE);
            read.countDown();
            assertThat(client.until("\r\n0\r\n\r\n")).contains(TWO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "compression {}"})
    void soItIsOverHttp2(String route) throws IOException {
        try (var server = ScriptedServer.of(this::eventsOrLate);
                var site = Site.of(directory, new Wish("http2.clear-text = true", route, ""), server);
                RawHttp2 client = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), site.port())).hello()) {
            client.get(1, "/", "accept-encoding: gzip, br");
            while (!client.answer(1).text().equals(ONE) && client.next()) {
                // Noted by next().
            }
            assertThat(client.answer(1).text()).isEqualTo(ONE);
            assertThat(client.answer(1).ended).isFalse();
            read.countDown();
            assertThat(client.settled(1).text()).isEqualTo(ONE + TWO);
        }
    }

    /** What docs/routing.md says of such routes. The impatient ones begin later, so that the others have waited longer. */
    @Test
    void aRouteMayHaveMorePatienceThanItsPool() throws IOException {
        try (var server = ScriptedServer.of(this::eventsOrLate);
                var node = NodeUnderTest.start(directory, patience(server));
                RawClient events = RawClient.to(node.port("http"));
                RawClient late = RawClient.to(node.port("http"))) {
            events.send(GET.formatted("/patient/events"));
            assertThat(events.until(ONE)).endsWith(ONE);
            late.send(GET.formatted("/patient/late"));
            Awaitility.await().until(() -> server.requests.size() == 2);
            assertThat(RawClient.ask(node.port("http"), GET.formatted("/late")).status())
                    .isEqualTo(504);
            assertThat(RawClient.ask(node.port("http"), GET.formatted("/events"))
                            .whole())
                    .isFalse();
            read.countDown();
            assertThat(late.response().body()).isEqualTo("late");
            assertThat(events.until("\r\n0\r\n\r\n")).contains(TWO);
        }
    }

    private static String patience(ScriptedServer server) {
        return """
            skein.listeners.http.bind = "127.0.0.1:0"
            skein.routes = [
              { name = patient, match { path-prefix = /patient }, pool = p
                timeouts { response-header = off, body-stall = off } }
              { name = all, pool = p }
            ]
            skein.pools.p { servers = [ %s ], health { type = off }
              timeouts { response-header = 200ms, body-stall = 200ms } }
            """.formatted(server.address());
    }
}
