package dev.skein;

import dev.skein.harness.Peer;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;

/** A service that routes ask whether a request may go on: mostly it may; it refuses, is too slow, and breaks off, too. */
final class SoakGate {
    private SoakGate() {}

    static ScriptedServer start() throws IOException {
        return ScriptedServer.of(SoakGate::play);
    }

    private static void play(Peer peer) throws IOException {
        while (true) {
            String head = peer.head();
            if (!head.endsWith("\r\n\r\n") || !answers(peer, Math.floorMod(head.hashCode(), 16))) {
                return;
            }
        }
    }

    /** Whether another question may come on the same connection. */
    private static boolean answers(Peer peer, int mood) throws IOException {
        switch (mood) {
            case 0 -> peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            case 1 ->
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-User: ann\r\n\r\n2\r\nok\r\n0\r\n\r\n");
            case 2 -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut");
            // Until whoever asked has had enough.
            case 3 -> peer.rest();
            default -> peer.send("HTTP/1.1 204 No Content\r\nX-User: ann\r\n\r\n");
        }
        return mood != 2 && mood != 3;
    }
}
