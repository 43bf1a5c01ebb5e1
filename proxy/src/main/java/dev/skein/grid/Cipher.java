package dev.skein.grid;

import java.io.EOFException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How bytes get from one node to another: by TLS, or as they are. Each direction is for one thread; both may work at the
 * same time once the handshake is over.
 */
final class Cipher {
    /** What came of a step. */
    enum Step {
        /** Something was done; there may be more. */
        DONE,
        /** More has to come in first. */
        UNDERFLOW,
        /** What was made has to be taken away first. */
        OVERFLOW
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int CLEAR_BYTES = 16 * 1024;

    private final @Nullable SSLEngine engine;
    /** Decrypted and not taken yet; always ready to be read. */
    private ByteBuffer plain;

    Cipher(@Nullable SSLEngine engine) throws SSLException {
        this.engine = engine;
        int size = engine == null ? CLEAR_BYTES : engine.getSession().getApplicationBufferSize();
        this.plain = ByteBuffer.allocate(size).flip();
        if (engine != null) {
            engine.beginHandshake();
        }
    }

    boolean isSecure() {
        return engine != null;
    }

    @Nullable
    SSLSession session() {
        return engine == null ? null : engine.getSession();
    }

    ByteBuffer plain() {
        return plain;
    }

    /** What the handshake waits for; never FINISHED. */
    HandshakeStatus status() {
        return engine == null ? HandshakeStatus.NOT_HANDSHAKING : engine.getHandshakeStatus();
    }

    void runTasks() {
        if (engine != null) {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        }
    }

    /** Decrypts a record (or as much as fits, in clear text) behind what is there already. */
    Step unwrap(ByteBuffer src) throws SSLException, EOFException {
        plain.compact();
        try {
            return engine == null ? copy(src, plain) : step(engine.unwrap(src, plain));
        } finally {
            plain.flip();
        }
    }

    private Step step(SSLEngineResult result) throws EOFException {
        return switch (result.getStatus()) {
            case OK -> Step.DONE;
            case BUFFER_UNDERFLOW -> Step.UNDERFLOW;
            case BUFFER_OVERFLOW -> {
                grow();
                yield Step.OVERFLOW;
            }
            case CLOSED -> throw new EOFException("closed by the other side");
        };
    }

    /** The session's size may have grown since; twice that is room for a record behind another. */
    private void grow() {
        int size = engine == null ? CLEAR_BYTES : engine.getSession().getApplicationBufferSize();
        plain.flip();
        ByteBuffer larger = ByteBuffer.allocate(plain.remaining() + size);
        larger.put(plain);
        plain = larger;
    }

    /** Encrypts from src what there is, or one record of the handshake when there is nothing. */
    Step wrap(ByteBuffer src, ByteBuffer dst) throws SSLException {
        if (engine == null) {
            copy(src, dst);
            return src.hasRemaining() ? Step.OVERFLOW : Step.DONE;
        }
        do {
            SSLEngineResult result = engine.wrap(src, dst);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                return Step.OVERFLOW;
            }
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                src.position(src.limit());
            }
        } while (src.hasRemaining());
        return Step.DONE;
    }

    Step wrapHandshake(ByteBuffer dst) throws SSLException {
        return wrap(NOTHING, dst);
    }

    static Step copy(ByteBuffer src, ByteBuffer dst) {
        int count = Math.min(src.remaining(), dst.remaining());
        if (count == 0) {
            return src.hasRemaining() ? Step.OVERFLOW : Step.UNDERFLOW;
        }
        dst.put(dst.position(), src, src.position(), count);
        dst.position(dst.position() + count);
        src.position(src.position() + count);
        return Step.DONE;
    }
}
