package dev.skein.cluster.trust;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Two engines shake hands in memory. */
final class Handshakes {
    private static final int MOST_STEPS = 200;

    private Handshakes() {}

    /** What either side ended with; null: well. */
    record Ended(@Nullable SSLException client, @Nullable SSLException server) {}

    private static final class Side {
        final SSLEngine engine;
        final ByteBuffer in;
        final ByteBuffer plain;

        @Nullable
        SSLException failure;

        Side(SSLEngine engine) {
            this.engine = engine;
            in = ByteBuffer.allocate(64 * 1024);
            plain = ByteBuffer.allocate(64 * 1024);
        }
    }

    static Ended between(SSLEngine client, SSLEngine server) throws SSLException {
        Side left = new Side(client);
        Side right = new Side(server);
        client.beginHandshake();
        server.beginHandshake();
        for (int step = 0; step < MOST_STEPS; step++) {
            step(left, right);
            step(right, left);
        }
        return new Ended(left.failure, right.failure);
    }

    private static void step(Side own, Side other) {
        try {
            Runnable task = own.engine.getDelegatedTask();
            while (task != null) {
                task.run();
                task = own.engine.getDelegatedTask();
            }
            if (own.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                own.engine.wrap(ByteBuffer.allocate(0), other.in);
            } else {
                own.in.flip();
                if (own.in.hasRemaining() && !own.engine.isInboundDone()) {
                    own.engine.unwrap(own.in, own.plain);
                }
                own.in.compact();
            }
        } catch (SSLException e) {
            if (own.failure == null) {
                own.failure = e;
            }
        }
    }
}
