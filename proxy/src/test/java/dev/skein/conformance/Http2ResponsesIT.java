package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.NodeUnderTest;
import dev.skein.conformance.Http2Responses.Answer;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import dev.skein.http2.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client gets of what servers send over HTTP/2, and what becomes of the connection to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ResponsesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Http2Origin origin;
    private Contender skein;
    private Path log;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        origin = new Http2Origin(
                answers().stream().collect(Collectors.toMap(each -> each.told().name(), Function.identity())));
        log = directory.resolve("access.log");
        NodeUnderTest node = node(directory, origin.server, "retry.attempts = 1");
        skein = new Contender("Skein", "", node.port("http"), 0, node::close);
    }

    private static NodeUnderTest node(Path directory, ScriptedServer server, String pool) {
        return NodeUnderTest.start(directory, """
            skein.node.event-loops = 1
            skein.access-log { output = file, file = "%s", format = pattern, pattern = "%%{end} %%{request.path}" }
            skein.listeners.http.bind = "127.0.0.1:0"
            skein.routes = [ { name = all, match { path-prefix = / }, pool = p } ]
            skein.pools.p { protocol = h2, servers = [ %s ], health { type = off }
              passive { consecutive-failures = 0 }
              %s }
            """.formatted(directory.resolve("access.log"), server.address(), pool));
    }

    @AfterAll
    void end() throws IOException {
        skein.close();
        origin.close();
    }

    static List<Answer> answers() {
        return Http2Responses.all();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aClientSeesOneInterpretationOrThatThereIsNone(Answer each) throws IOException {
        assertThat(Trial.response(each.told(), skein).wrongAnswer(each.told().wanted()))
                .isEmpty();
        Response next = get(skein.port(), "/next");
        assertThat(next.status()).as("the next answer").isEqualTo(200);
        int carrier = origin.carrier(each);
        boolean kept = next.field("x-connection").equals(String.valueOf(carrier));
        assertThat(kept).as("connection kept").isEqualTo(each.kept());
        if (kept) {
            assertThat(next.field("x-reset")).isEqualTo(String.valueOf(each.code()));
        } else {
            String farewell = Awaitility.await().atMost(SOON).until(() -> origin.farewell(carrier), f -> !f.isEmpty());
            assertThat(farewell).endsWith(each.code() < 0 ? "" : " " + each.code());
        }
    }

    private static Response get(int port, String path) throws IOException {
        return RawClient.ask(port, "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
    }

    /** Of all at once, for lines are written once a second. */
    @Test
    void theAccessLogTellsHowEachEnded() throws IOException {
        Set<String> wanted = new HashSet<>();
        for (Answer each : answers()) {
            Trial.response(each.told(), skein);
            wanted.add(each.end() + " /response/" + each.told().name());
        }
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(Files.readAllLines(log).stream()
                                .filter(line -> line.contains(" /response/"))
                                .collect(Collectors.toSet()))
                        .isEqualTo(wanted));
    }

    private static void answer(RawHttp2 wire, int stream) throws IOException {
        int whole = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
        wire.send(RawHttp2.HEADERS, whole, stream, RawHttp2.block(":status: 200"));
    }

    private static String post(int port, String path) throws IOException {
        String request = "POST " + path + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return RawClient.ask(port, request).status() + " " + path;
    }

    /** RFC 9113 §6.8: what a server says that it has not seen, it has not done; of the rest nobody knows. */
    @Test
    void aPostAboveTheLastStreamOfGoawayIsSentAgainAndOneBelowIsNot(@TempDir Path directory) throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var server = ScriptedServer.of(peer -> {
                    RawHttp2 wire = peer.http2().welcome();
                    for (int stream = 1; wire.settled(stream).ended; stream += 2) {
                        String path = Http2Origin.path(wire.answer(stream));
                        seen.add(path + " by " + peer.number());
                        if (path.equals("/above") && peer.number() == 1) {
                            wire.send(RawHttp2.GOAWAY, 0, 0, new byte[8]);
                        } else if (path.equals("/below")) {
                            byte[] last = ByteBuffer.allocate(8).putInt(stream).array();
                            wire.send(RawHttp2.GOAWAY, 0, 0, last);
                            return;
                        } else {
                            answer(wire, stream);
                        }
                    }
                });
                var node = node(directory, server, "")) {
            int port = node.port("http");
            assertThat(List.of(post(port, "/above"), post(port, "/below"), post(port, "/next")))
                    .containsExactly("200 /above", "502 /below", "200 /next");
        }
        assertThat(seen).containsExactly("/above by 1", "/above by 2", "/below by 2", "/next by 3");
    }

    /** RFC 9113 §6.9: the client takes nothing, and the server does not mind. */
    @Test
    void moreThanTheWindowEndsItsStreamAndNoOther(@TempDir Path directory) throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (var server = ScriptedServer.of(peer -> {
                    RawHttp2 wire = peer.http2().welcome();
                    assertThat(wire.settled(1).ended).isTrue();
                    wire.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.block(":status: 200"));
                    for (int i = 0; i < 1000; i++) {
                        wire.send(RawHttp2.DATA, 0, 1, new byte[16_384]);
                    }
                    code.complete(wire.broken(1).reset);
                    assertThat(wire.settled(3).ended).isTrue();
                    answer(wire, 3);
                    wire.drain();
                });
                var node = node(directory, server, "");
                var client = RawClient.to(node.port("http"), 4096)) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(code.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
            assertThat(get(node.port("http"), "/next").status()).isEqualTo(200);
            assertThat(client.response().whole()).isFalse();
        }
    }
}
