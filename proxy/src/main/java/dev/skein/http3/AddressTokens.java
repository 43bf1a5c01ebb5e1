package dev.skein.http3;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Proof that a client gets what is sent to its address (RFC 9000 §8.1.2): it is told a token by Retry, and begins again with
 * it, here or at another node. Says when it was made, which connection id the client first asked for and which it was given,
 * and is worth nothing for another address. Confined to its loop.
 */
public final class AddressTokens {
    /** What {@link #validate} says of a token that is none. */
    public static final int INVALID = -1;

    /** How long one is good; a handshake takes less. Clocks of nodes may differ by as much, too. */
    private static final long SECONDS = 30;

    private static final int MAC_BYTES = 16;
    private static final int ID_AT = 1 + Long.BYTES;
    private static final int MAC_AT = ID_AT + ConnectionIds.BYTES;
    private static final int ORIGINAL_AT = MAC_AT + MAC_BYTES;

    /** Of the longest token. */
    public static final int MOST_BYTES = ORIGINAL_AT + ConnectionIds.BYTES;

    private final Mac mac = QuicSecrets.mac();

    /**
     * Appends a token.
     *
     * @param given the connection id that the client is to begin again with
     * @param original the one that it asked for
     * @param now seconds since 1970
     */
    public void write(
            ByteBuf out, QuicSecrets secrets, byte[] given, byte[] original, InetSocketAddress client, long now) {
        QuicSecrets.Key key = secrets.newest();
        out.writeByte(key.id()).writeLong(now).writeBytes(given);
        out.writeBytes(sign(key, now, given, original, client)).writeBytes(original);
    }

    /**
     * Looks at a token.
     *
     * @param asked the connection id that the client begins with now
     * @return where in it the connection id begins that the client first asked for, or {@link #INVALID}
     */
    public int validate(ByteBuf token, QuicSecrets secrets, byte[] asked, InetSocketAddress client, long now) {
        int length = token.readableBytes();
        if (length < ORIGINAL_AT || length > MOST_BYTES) {
            return INVALID;
        }
        byte[] all = new byte[length];
        token.getBytes(token.readerIndex(), all);
        QuicSecrets.Key key = secrets.find(all[0]);
        long made = ByteBuffer.wrap(all).getLong(1);
        byte[] given = Arrays.copyOfRange(all, ID_AT, MAC_AT);
        if (key == null || Math.abs(now - made) > SECONDS || !Arrays.equals(given, asked)) {
            return INVALID;
        }
        byte[] proof = sign(key, made, given, Arrays.copyOfRange(all, ORIGINAL_AT, length), client);
        return MessageDigest.isEqual(proof, Arrays.copyOfRange(all, MAC_AT, ORIGINAL_AT)) ? ORIGINAL_AT : INVALID;
    }

    private byte[] sign(QuicSecrets.Key key, long made, byte[] given, byte[] original, InetSocketAddress client) {
        try {
            mac.init(key.addresses());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of bytes, which every Mac takes", e);
        }
        byte[] address = client.getAddress().getAddress();
        mac.update((byte) address.length);
        mac.update(address);
        mac.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(client.getPort())
                .putLong(made)
                .flip());
        mac.update(given);
        return Arrays.copyOf(mac.doFinal(original), MAC_BYTES);
    }
}
