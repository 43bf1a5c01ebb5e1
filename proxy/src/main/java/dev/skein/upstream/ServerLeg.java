package dev.skein.upstream;

import dev.skein.http.Method;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange holds of its server, whichever protocol is spoken to it: a connection for itself, or a stream of a
 * connection that it shares. Confined to the loop of the exchange.
 */
public interface ServerLeg {

    /** Takes the leg for one exchange. */
    void begin(ResponseReceiver who, Method method);

    /** Whether the connection has served an exchange before: then its death may be a race with the server's idle timer. */
    boolean reused();

    /**
     * Whether parts of a body get frames here. Where they don't, a body without a length must come in chunks, and its
     * trailers with the last one.
     */
    boolean framesBodies();

    /** Writes the request's head, as HTTP/1.1 text, which is owned by the leg from now on; see {@link #flush}. */
    void writeHead(ByteBuf head);

    /** Writes a part of the request's body, which is owned by the leg from now on; see {@link #flush}. */
    void write(ByteBuf data);

    /**
     * The request was written to its end.
     *
     * @param trailers lines {@code name: value CR LF}, only read; null where there are none, or {@link #framesBodies} is false
     */
    void requestEnded(@Nullable ByteBuf trailers);

    void flush();

    /** Whether the server takes more now; {@link ResponseReceiver#onServerWritable} tells when it does again. */
    boolean writable();

    /** Stops or goes on reading the response: back-pressure from the client. */
    void read(boolean on);

    /** In a tunnel: the client sends no more. */
    void halfClose();

    /** Leaves the exchange: whatever may still come is for nobody. */
    void abandon();

    /** Leaves a tunnel: what was written still goes out, for a while, and whatever may still come is for nobody. */
    void leave();
}
