package dev.skein.listener;

import dev.skein.http3.AddressTokens;
import dev.skein.http3.ConnectionIds;
import dev.skein.http3.QuicSecrets;
import dev.skein.http3.StatelessReset;
import dev.skein.model.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicResetTokenGenerator;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one socket promises to clients: ids of connections, tokens for their addresses, tokens that end them. On its loop. */
final class QuicVows implements QuicTokenHandler, QuicConnectionIdGenerator, QuicResetTokenGenerator {
    private static final int MILLIS = 1000;

    private final Supplier<QuicSecrets> secrets;
    private final boolean retry;
    private final ConnectionIds ids;
    private final Ticker ticker;
    private final AddressTokens tokens = new AddressTokens();
    private final StatelessReset resets;
    /** What the packet at hand is for; null where that is no id of ours by its length. */
    private byte @Nullable [] asked;

    private byte @Nullable [] prepared;
    private byte[] last = new byte[ConnectionIds.BYTES];

    QuicVows(QuicSockets all, ConnectionIds ids, StatelessReset resets, Ticker ticker) {
        this.secrets = all::secrets;
        this.retry = all.limits().retry();
        this.ids = ids;
        this.resets = resets;
        this.ticker = ticker;
    }

    /** A packet follows that may begin a connection. */
    void asked(byte @Nullable [] id) {
        asked = id;
    }

    /** The id of the connection that begins now. */
    byte[] last() {
        return last;
    }

    /** What ends a connection; null where nobody here can know. */
    byte @Nullable [] resetToken(byte[] id) {
        return resets.token(secrets.get(), id);
    }

    StatelessReset resets() {
        return resets;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf asks, InetSocketAddress client) {
        if (!retry) {
            return false;
        }
        byte[] given = ids.next(secrets.get());
        prepared = given;
        byte[] original = new byte[asks.readableBytes()];
        asks.getBytes(asks.readerIndex(), original);
        tokens.write(out, secrets.get(), given, original, client, now());
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress client) {
        byte[] id = asked;
        int at = id == null ? AddressTokens.INVALID : tokens.validate(token, secrets.get(), id, client, now());
        if (id != null && at != AddressTokens.INVALID) {
            last = id;
        }
        return at;
    }

    private long now() {
        return ticker.epochMillis() / MILLIS;
    }

    @Override
    public int maxTokenLength() {
        return AddressTokens.MOST_BYTES;
    }

    @Override
    public ByteBuffer newId(int length) {
        byte[] ready = prepared;
        prepared = null;
        byte[] id = ready == null ? ids.next(secrets.get()) : ready;
        last = id;
        return ByteBuffer.wrap(id);
    }

    @Override
    public ByteBuffer newId(ByteBuffer input, int length) {
        return newId(length);
    }

    @Override
    public int maxConnectionIdLength() {
        return ConnectionIds.BYTES;
    }

    @Override
    public boolean isIdempotent() {
        return false;
    }

    @Override
    public ByteBuffer newResetToken(ByteBuffer id) {
        byte[] bytes = new byte[id.remaining()];
        id.duplicate().get(bytes);
        byte[] token = resetToken(bytes);
        return ByteBuffer.wrap(token == null ? new byte[StatelessReset.TOKEN_BYTES] : token);
    }
}
