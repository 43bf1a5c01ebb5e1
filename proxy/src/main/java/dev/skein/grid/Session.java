package dev.skein.grid;

import dev.skein.cluster.trust.NodeTrust;
import dev.skein.grid.Cipher.Step;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One connection between nodes, from its first byte: the {@link Negotiation}, and then what Hazelcast says, encrypted. Two
 * threads use it, one for each direction; once it is open both may work at the same time.
 */
final class Session {
    /** How far it has come. */
    enum Phase {
        HANDSHAKE,
        GREETING,
        OPEN,
        /** One side refused the other, or they are of two grids of one cluster; what still comes in is thrown away until the connection is closed. */
        REFUSED
    }

    /** What one direction's step ended with. */
    enum Progress {
        /** All is done that could be. */
        CLEAN,
        /** The output is full. */
        DIRTY,
        /** The other direction has to go on first. */
        BLOCKED
    }

    private final Wire wire;
    private final Cipher cipher;
    private final Negotiation negotiation;
    /** Whether nothing of our own is left to be sent before Hazelcast's bytes; for the outbound thread. */
    private volatile boolean passing;

    Session(Doorkeeper doorkeeper, Wire wire, Executor tasks) throws SSLException {
        this.wire = wire;
        NodeTrust trust = doorkeeper.trust();
        this.cipher = new Cipher(trust == null ? null : trust.engine(wire.isClient()));
        this.negotiation = new Negotiation(doorkeeper, wire, cipher, tasks);
    }

    Phase phase() {
        return negotiation.phase();
    }

    Wire wire() {
        return wire;
    }

    /** The session of TLS, null in clear text. */
    @Nullable
    SSLSession tls() {
        return cipher.session();
    }

    /** The connection ended, or lasted too long, before it was open. */
    void unfinished(String why) {
        negotiation.unfinished(why);
    }

    /**
     * Takes what came in; by the thread of that direction.
     *
     * @param src from the socket, ready to be read
     * @param dst for Hazelcast, ready to be written
     */
    Progress read(ByteBuffer src, ByteBuffer dst) throws SSLException, EOFException {
        if (phase() != Phase.OPEN) {
            negotiation.read(src);
        }
        if (phase() == Phase.REFUSED) {
            src.position(src.limit());
        }
        return phase() == Phase.OPEN ? deliver(src, dst) : Progress.CLEAN;
    }

    private Progress deliver(ByteBuffer src, ByteBuffer dst) throws SSLException, EOFException {
        while (true) {
            Cipher.copy(cipher.plain(), dst);
            if (cipher.plain().hasRemaining()) {
                return Progress.DIRTY;
            }
            if (cipher.unwrap(src) == Step.UNDERFLOW) {
                return Progress.CLEAN;
            }
            if (cipher.status() == HandshakeStatus.NEED_WRAP) {
                // The other side wants new keys.
                wire.wakeOutbound();
            }
        }
    }

    /**
     * Gives out what is to be sent; by the thread of that direction.
     *
     * @param src from Hazelcast, ready to be read
     * @param dst for the socket, ready to be written
     */
    Progress write(ByteBuffer src, ByteBuffer dst) throws SSLException {
        if (!passing) {
            Progress progress = negotiation.write(dst);
            if (progress != Progress.CLEAN) {
                return progress;
            }
            passing = true;
        }
        boolean full = src.hasRemaining() && cipher.wrap(src, dst) == Step.OVERFLOW;
        if (!full && cipher.status() == HandshakeStatus.NEED_WRAP) {
            full = cipher.wrapHandshake(dst) == Step.OVERFLOW;
        }
        return full ? Progress.DIRTY : Progress.CLEAN;
    }
}
