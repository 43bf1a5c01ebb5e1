package dev.skein.conformance;

import dev.skein.conformance.Http2Responses.Answer;
import dev.skein.harness.Peer;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server of HTTP/2 that answers each case with its frames, right or wrong, and all else well: with the number of the
 * connection, and the code by which the case before was reset.
 */
final class Http2Origin implements AutoCloseable {
    private final Map<String, Answer> answers;
    /** Numbers of connections by the cases that they answered last. */
    private final Map<String, Integer> carriers = new ConcurrentHashMap<>();
    /** What was said last on connections that are over. */
    private final Map<Integer, String> farewells = new ConcurrentHashMap<>();

    final ScriptedServer server;

    Http2Origin(Map<String, Answer> answers) throws IOException {
        this.answers = answers;
        this.server = ScriptedServer.of(this::serve);
    }

    /** Number of the connection that answered a case. */
    int carrier(Answer of) {
        return Objects.requireNonNull(carriers.get(of.told().name()));
    }

    /** The GOAWAY of a connection as {@code goaway STREAM CODE}; empty while it goes on, "none" where none was heard. */
    String farewell(int connection) {
        return farewells.getOrDefault(connection, "");
    }

    private void serve(Peer peer) throws IOException {
        RawHttp2 wire = peer.http2();
        try {
            wire.welcome();
            for (int stream = 1; wire.settled(stream).ended; stream += 2) {
                answer(peer.number(), wire, stream);
            }
        } finally {
            farewells.put(
                    peer.number(),
                    wire.events.stream()
                            .filter(event -> event.startsWith("goaway"))
                            .findFirst()
                            .orElse("none"));
        }
    }

    /** What was asked for. */
    static String path(RawHttp2.Answer request) {
        String name = ":path: ";
        return request.heads.getFirst().stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private void answer(int connection, RawHttp2 wire, int stream) throws IOException {
        String name = name(wire, stream);
        Answer answer = answers.get(name);
        if (answer != null) {
            carriers.put(name, connection);
            Http2Responses.play(answer, wire, stream);
            return;
        }
        wire.send(
                RawHttp2.HEADERS,
                RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                stream,
                RawHttp2.block(
                        ":status: 200",
                        "content-length: 0",
                        "x-from: canary",
                        "x-connection: " + connection,
                        "x-reset: " + resetBefore(wire, stream)));
    }

    private static String name(RawHttp2 wire, int stream) {
        String path = path(wire.answer(stream));
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private int resetBefore(RawHttp2 wire, int stream) {
        int before = stream - 2;
        while (before > 0 && !answers.containsKey(name(wire, before))) {
            before -= 2;
        }
        return before < 0 ? -1 : wire.answer(before).reset;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
