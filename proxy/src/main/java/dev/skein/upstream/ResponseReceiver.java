package dev.skein.upstream;

import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What an exchange hears from its connection to a server; all on the loop of both. */
public interface ResponseReceiver {

    /** A 1xx head other than 101; more heads follow. Valid during the call. */
    void onInformational(ResponseHead head);

    /**
     * The final head, or 101. Valid during the call.
     *
     * @param body how the response's end is told
     */
    void onResponseHead(ResponseHead head, BodyKind body);

    /**
     * A part of the body, or of a tunnel.
     *
     * @param data now owned by the receiver
     * @param raw the bytes with their chunk framing; only where {@link #takesRawChunks}
     */
    void onResponseBody(ByteBuf data, boolean raw);

    /**
     * The response came in whole.
     *
     * @param trailers lines {@code name: value CR LF}, now owned by the receiver; null when there are none
     * @param rawEnd the last chunk was delivered raw already
     */
    void onResponseEnd(@Nullable ByteBuf trailers, boolean rawEnd);

    /** The server sends no more in a tunnel; the other direction lives on. */
    void onServerHalfClosed();

    /** No response, or no more of it; the connection is gone. */
    void onServerFailure(Failure failure, String reason);

    /** The connection takes more of the request again. */
    void onServerWritable();

    /** A burst of reads is over: what was written to the client should leave now. */
    void onServerReadComplete();

    /** Whether chunks may be passed on framed as they came; asked once the head was received. */
    boolean takesRawChunks();
}
