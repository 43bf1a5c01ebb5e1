package dev.skein;

import static dev.skein.harness.TwoEvents.ONE;
import static dev.skein.harness.TwoEvents.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Latches;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.TwoEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come bit by bit, or late: events (SSE) and long polls. Nothing of them may wait for what comes behind it. */
class StreamingIT {
    private static final String GET = "GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @TempDir
    Path directory;

    private final TwoEvents events = new TwoEvents();

    private void eventsOrLate(Peer peer) throws IOException {
        if (peer.request().contains("/late")) {
            Latches.await(events.read);
            peer.send(ScriptedServer.ok("late"));
            return;
        }
        events.answer(peer);
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
            events.read.countDown();
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
            events.read.countDown();
            assertThat(client.settled(1).text()).isEqualTo(ONE + TWO);
        }
    }

    /** What docs/routing.md says of such routes. The impatient ones begin later, so that the others have waited longer. */
    @Test
    void aRouteMayHaveMorePatienceThanItsPool() throws IOException {
        try (var server = ScriptedServer.of(this::eventsOrLate);
                var node = NodeUnderTest.start(directory, patience(server));
                RawClient first = RawClient.to(node.port("http"));
                RawClient late = RawClient.to(node.port("http"))) {
            first.send(GET.formatted("/patient/events"));
            assertThat(first.until(ONE)).endsWith(ONE);
            late.send(GET.formatted("/patient/late"));
            Awaitility.await().until(() -> server.requests.size() == 2);
            assertThat(RawClient.ask(node.port("http"), GET.formatted("/late")).status())
                    .isEqualTo(504);
            assertThat(RawClient.ask(node.port("http"), GET.formatted("/events"))
                            .whole())
                    .isFalse();
            events.read.countDown();
            assertThat(late.response().body()).isEqualTo("late");
            assertThat(first.until("\r\n0\r\n\r\n")).contains(TWO);
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
