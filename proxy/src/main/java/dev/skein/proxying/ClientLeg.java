package dev.skein.proxying;

import dev.skein.http.ForwardedFields;
import dev.skein.http.ResponseHead;
import dev.skein.model.TlsFacts;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The client's side of an exchange, whatever its protocol. All on the exchange's loop. */
public interface ClientLeg {

    /** A 1xx head from the server, to be written without what these changes leave out; nothing is added to it. */
    void sendInformational(ResponseHead head, ResponseEdits edits);

    /** The response's head, to be written with these changes. */
    void sendHead(ResponseHead head, BodyKind body, ResponseEdits edits);

    /** A response of our own, whole. Where it does not close, a rest of the request that is on its way is for nobody. */
    void sendLocal(LocalResponse response);

    /** A part of the body; owned by the leg now. {@code raw}: with chunk framing. */
    void sendBody(ByteBuf data, boolean raw);

    /** The end of the body. {@code rawEnd}: the last chunk was sent raw already. */
    void sendEnd(@Nullable ByteBuf trailers, boolean rawEnd);

    /** The response cannot be completed: the client must see that. */
    void abort();

    void flush();

    /** What is known of the connection's TLS, once; null in clear text. */
    @Nullable
    TlsFacts tls();

    /** The client's connection. */
    Channel channel();

    /** What servers are told of this connection's client. */
    ForwardedFields forwarded();

    /** Whether the client takes more; the leg calls {@link Exchange#clientWritable} when it does again. */
    boolean writable();

    /** Stops or goes on reading the request's body. */
    void readBody(boolean on);

    /** Whether chunks may be passed to this client framed as they came. */
    boolean takesRawChunks();

    /** In a tunnel: the server sends no more. */
    void halfClose();

    /**
     * The exchange is over and will not call again.
     *
     * @param clean both messages went through whole, so that the connection may carry another exchange
     */
    void exchangeEnded(boolean clean);
}
