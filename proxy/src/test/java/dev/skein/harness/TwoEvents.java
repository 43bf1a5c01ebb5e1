package dev.skein.harness;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A server's stream of two events (SSE), of which it sends the second once the client has read the first. */
public final class TwoEvents {
    public static final String ONE = "data: 1\n\n";
    public static final String TWO = "data: 2\n\n";

    /** Opens when the client has read the first event. */
    public final CountDownLatch read = new CountDownLatch(1);

    /** The answer to a request that was read. */
    public void answer(Peer peer) throws IOException {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        peer.send("9\r\n" + ONE + "\r\n");
        Latches.await(read);
        peer.send("9\r\n" + TWO + "\r\n0\r\n\r\n");
    }
}
