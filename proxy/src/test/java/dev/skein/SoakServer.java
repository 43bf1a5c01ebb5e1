package dev.skein;

import dev.skein.harness.Peer;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a server does in the soak: the request's path says it, {@code /mood/id/size/length}, with the length of the request's
 * body in the end. Every answer names the id, and begins with its own size, so that a client knows a mixed-up or cut one.
 */
final class SoakServer {
    /** How a server may treat a request. */
    enum Mood {
        LENGTH,
        CHUNKED,
        TRAILERS,
        UNTIL_CLOSE,
        OLD,
        CLOSING,
        NO_CONTENT,
        NOT_MODIFIED,
        INTERIM,
        UNAVAILABLE,
        /** From here on, no whole answer is right. */
        CUT,
        CUT_CHUNKS,
        GARBAGE,
        RESET,
        CLOSE,
        SILENT,
        EARLY,
        TWICE
    }

    private static final int PIECE = 8192;

    /** Requests that came whole and yet are not what a client sent. */
    final Queue<String> corrupt = new ConcurrentLinkedQueue<>();

    static String body(String id, int size) {
        return id + ":" + size + ":" + "x".repeat(size);
    }

    static String sent(String id, int length) {
        return (id + ".").repeat(length / (id.length() + 1) + 1).substring(0, length);
    }

    void play(Peer peer) throws IOException {
        while (true) {
            String head = peer.head();
            if (!head.endsWith("\r\n\r\n")) {
                return;
            }
            String[] path =
                    head.substring(head.indexOf(' ') + 2, head.indexOf(" HTTP")).split("/", -1);
            Mood mood = Mood.valueOf(path[0]);
            if (mood == Mood.EARLY) {
                peer.send("HTTP/1.1 413 Too Large\r\nX-Id: " + path[1] + "\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            if (!takes(peer, new Response(head, "", "", true), path) || !answers(peer, head, mood, path)) {
                return;
            }
        }
    }

    private boolean takes(Peer peer, Response head, String... path) throws IOException {
        if (head.has("Expect")) {
            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        String body = "";
        int length = Integer.parseInt(path[3]);
        if (head.has("Content-Length")) {
            int announced = Integer.parseInt(head.field("Content-Length"));
            body = peer.bytes(announced);
            if (body.length() < announced) {
                return false;
            }
        } else if (head.has("Transfer-Encoding")) {
            body = peer.chunks();
            String line = "";
            while (!body.endsWith("<cut>") && !line.equals("\r\n")) {
                line = peer.until("\r\n");
                body += line.endsWith("\r\n") ? "" : "<cut>";
            }
            if (body.endsWith("<cut>")) {
                return false;
            }
        }
        if (!body.equals(sent(path[1], length))) {
            corrupt.add(String.join("/", path) + " came with " + body.length() + " bytes");
        }
        return true;
    }

    /** Whether the connection lives on. */
    private static boolean answers(Peer peer, String head, Mood mood, String... path) throws IOException {
        String id = "X-Id: " + path[1] + "\r\n";
        String body = body(path[1], Integer.parseInt(path[2]));
        boolean headOnly = head.startsWith("HEAD ");
        String ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + id;
        String length = "Content-Length: " + body.length() + "\r\n\r\n" + (headOnly ? "" : body);
        if (new Response(head, "", "", true).has("Upgrade")) {
            return echo(peer, id);
        }
        switch (mood) {
            case CHUNKED ->
                peer.send(ok + "Transfer-Encoding: chunked\r\n\r\n" + (headOnly ? "" : chunks(body) + "\r\n"));
            case TRAILERS ->
                peer.send(
                        ok + "Transfer-Encoding: chunked\r\n\r\n" + (headOnly ? "" : chunks(body) + "X-T: 1\r\n\r\n"));
            case UNTIL_CLOSE -> peer.send(ok + "\r\n" + (headOnly ? "" : body));
            case OLD -> peer.send("HTTP/1.0 200 OK\r\n" + id + length);
            case NO_CONTENT -> peer.send("HTTP/1.1 204 No Content\r\n" + id + "\r\n");
            case NOT_MODIFIED -> peer.send("HTTP/1.1 304 Not Modified\r\n" + id + "Content-Length: 77\r\n\r\n");
            case INTERIM -> peer.send("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n".repeat(3) + ok + length);
            case UNAVAILABLE -> peer.send("HTTP/1.1 503 Later\r\n" + id + length);
            case CUT ->
                peer.send((ok + length).substring(0, (ok + length).length() - (headOnly ? 1 : body.length() / 2)));
            case CUT_CHUNKS ->
                peer.send(ok + "Transfer-Encoding: chunked\r\n\r\n"
                        + (headOnly ? "" : chunks(body).substring(0, 9)));
            case GARBAGE -> peer.send("garbage\r\n\r\n");
            case RESET -> peer.reset();
            case SILENT -> peer.rest();
            case TWICE ->
                peer.send("HTTP/1.1 200 OK\r\n" + id + "Content-Length: 0\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nX-Id: poison\r\nContent-Length: 0\r\n\r\n");
            default -> peer.send(ok + length);
        }
        return switch (mood) {
            case LENGTH, CHUNKED, TRAILERS, NO_CONTENT, NOT_MODIFIED, INTERIM, UNAVAILABLE, TWICE -> true;
            default -> false;
        };
    }

    private static boolean echo(Peer peer, String id) throws IOException {
        peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: x\r\n" + id + "\r\n");
        String line;
        while ((line = peer.until("\n")).endsWith("\n")) {
            peer.send("echo " + line);
        }
        return false;
    }

    private static String chunks(String body) {
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < body.length(); at += PIECE) {
            String piece = body.substring(at, Math.min(body.length(), at + PIECE));
            all.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return all.append("0\r\n").toString();
    }

    ScriptedServer start() throws IOException {
        return ScriptedServer.of(this::play);
    }
}
