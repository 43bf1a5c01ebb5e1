package dev.skein.model;

import org.jspecify.annotations.Nullable;

/**
 * How one exchange ended. Filled in by the exchange, handed over exactly once, and then used again: whoever receives it
 * reads it at once on the same event loop and keeps no reference. All times are nanoseconds of {@link Ticker#nanos()}
 * differences; -1 where a phase was not reached.
 */
public final class Outcome {
    /** The request's head; null when none could be parsed. */
    public @Nullable RequestView request;

    public @Nullable ClientAddress client;
    public Protocol protocol = Protocol.HTTP_1_1;
    public boolean secure;
    /** The TLS of the client's connection with us; null without. */
    public @Nullable TlsFacts tls;

    public String listener = "";
    /** Name of the route, or the empty string when none matched. */
    public String route = "";

    public @Nullable ServerKey server;
    /** Sixteen lower-case hexadecimal digits as a number, or the client's own id in {@link #foreignRequestId}. */
    public long requestId;

    public byte @Nullable [] foreignRequestId;
    public Failure failure = Failure.NONE;
    public Phase phase = Phase.REQUEST;
    /** Status sent to the client; 499 when it left before one was sent; 0 when nothing was. */
    public int status;
    /** Servers tried, 0 when none was. */
    public int attempts;
    /** Whether the last connection used came out of the pool. */
    public boolean reused;
    /** Bytes of request and response as counted on the client's side: head and body. */
    public long bytesIn;

    public long bytesOut;
    /** Wall clock at which the first byte of the request was seen. */
    public long startEpochMillis;

    public long queueNanos;
    public long connectNanos;
    /** From the request's sending to the response's head. */
    public long firstByteNanos;

    public long totalNanos;

    /** Back to the state of a new object. */
    public void clear() {
        request = null;
        client = null;
        protocol = Protocol.HTTP_1_1;
        secure = false;
        tls = null;
        listener = "";
        route = "";
        server = null;
        requestId = 0;
        foreignRequestId = null;
        failure = Failure.NONE;
        phase = Phase.REQUEST;
        status = 0;
        attempts = 0;
        reused = false;
        bytesIn = 0;
        bytesOut = 0;
        startEpochMillis = 0;
        queueNanos = -1;
        connectNanos = -1;
        firstByteNanos = -1;
        totalNanos = 0;
    }

    /** First letter of the end code: who ended the exchange; {@code -} when it ended well. */
    public char endSide() {
        return failure.letter();
    }

    /** Second letter of the end code: in which phase; {@code -} when it ended well. */
    public char endPhase() {
        return failure == Failure.NONE ? '-' : phase.letter();
    }
}
