package dev.skein.http3;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections that nobody here knows (RFC 9000 §10.3): of a node that has died, whose address has moved here. Its client
 * was given a token with its connection, computed from a secret that all nodes share, and believes whoever knows it.
 * Confined to its loop.
 */
public final class StatelessReset {
    /** Of each token. */
    public static final int TOKEN_BYTES = 16;

    /** What looks like a packet of a connection (§10.3), and the largest that there is any use for. */
    private static final int LEAST = 21;

    private static final int MOST = 42;

    private final Mac mac = QuicSecrets.mac();
    private final SecureRandom random = new SecureRandom();
    private final byte[] place;

    /**
     * For connections of one place.
     *
     * @param place names the listener and its address: whoever gets a packet to another one must learn nothing by it that
     *     would end a connection here (RFC 9000 §21.11)
     */
    public StatelessReset(byte[] place) {
        this.place = place.clone();
    }

    /** The token of a connection id of {@link ConnectionIds#BYTES}; null if its secret is not known here. */
    public byte @Nullable [] token(QuicSecrets secrets, byte[] id) {
        QuicSecrets.Key key = secrets.find(id[0]);
        if (key == null) {
            return null;
        }
        try {
            mac.init(key.resets());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of bytes, which every Mac takes", e);
        }
        mac.update(id);
        return Arrays.copyOf(mac.doFinal(place), TOKEN_BYTES);
    }

    /** How long the answer to a packet of that length is: shorter, so that two sides never go on for ever (§10.3.3); 0: none. */
    public static int length(int packet) {
        return packet <= LEAST ? 0 : Math.min(packet - 1, MOST);
    }

    /** Appends what ends the connection: to all but its client it looks like any packet. */
    public void write(ByteBuf out, byte[] token, int length) {
        byte[] noise = new byte[length - TOKEN_BYTES];
        random.nextBytes(noise);
        noise[0] = (byte) (noise[0] & 0x3f | 0x40);
        out.writeBytes(noise).writeBytes(token);
    }
}
