package dev.skein.http3;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;

/**
 * Connection ids of one socket (RFC 9000 §5.1): 20 bytes, of which some say which secret belongs to it, which opening of the
 * listener it is of, and which loop; the rest is random. So a packet that comes to another loop's socket finds its way, and
 * one that another node's connection was meant for is known as such without any list. Confined to its loop.
 */
public final class ConnectionIds {
    /** Of each id. */
    public static final int BYTES = 20;

    /** Of what tells one opening of a listener from all others. */
    public static final int PLACE_BYTES = 6;

    private static final int LOOP_AT = 1 + PLACE_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final byte[] place;
    private final int loop;

    /**
     * Makes ids.
     *
     * @param place of {@link #PLACE_BYTES}
     */
    public ConnectionIds(byte[] place, int loop) {
        this.place = place.clone();
        this.loop = loop;
    }

    /** A new one, under the newest of the secrets. */
    public byte[] next(QuicSecrets secrets) {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        id[0] = secrets.newest().id();
        System.arraycopy(place, 0, id, 1, PLACE_BYTES);
        id[LOOP_AT] = (byte) (loop >> 8);
        id[LOOP_AT + 1] = (byte) loop;
        return id;
    }

    /** Whether the id that begins there was given by this opening of the listener; all of it must be there. */
    public boolean ours(ByteBuf in, int at) {
        for (int i = 0; i < PLACE_BYTES; i++) {
            if (in.getByte(at + 1 + i) != place[i]) {
                return false;
            }
        }
        return true;
    }

    /** The loop that an id of ours belongs to. */
    public static int loop(ByteBuf in, int at) {
        return in.getUnsignedShort(at + LOOP_AT);
    }
}
