package dev.skein.listener;

import dev.skein.http3.Http3Error;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import org.jspecify.annotations.Nullable;

/** One stream as the body of its request sees it. What is not read of it, the client is not allowed to exceed. */
final class Http3Intake implements BodyStream {
    /**
     * What is read of a request whose answer has left already. RFC 9114 §4.1 lets us stop the client at once, but Chromium then
     * waits for ever to send the rest, and shows nobody the answer that it has.
     */
    private static final long MOST_UNWANTED = 16 << 20;

    private final Http3Stream stream;
    private @Nullable ConnectionTimer rest;
    private long unwanted;

    Http3Intake(Http3Stream stream) {
        this.stream = stream;
    }

    @Override
    public @Nullable Exchange exchange() {
        return stream.exchange();
    }

    @Override
    public Loop loop() {
        return stream.connection.loop;
    }

    @Override
    public Listening listening() {
        return stream.connection.listening;
    }

    /** QUIC counts by itself what was read. */
    @Override
    public void used(int bytes) {}

    @Override
    public void unwanted(int bytes) {
        unwanted += bytes;
        if (rest != null && unwanted > MOST_UNWANTED) {
            stop(Http3Error.NO_ERROR);
        }
    }

    /** The answer has left, and the rest of the request is for nobody: it may come for a while, unless it was in error. */
    void rest(boolean malformed) {
        if (malformed || unwanted > MOST_UNWANTED) {
            stop(malformed ? Http3Error.MESSAGE_ERROR : Http3Error.NO_ERROR);
        } else {
            rest = new ConnectionTimer(loop(), () -> stop(Http3Error.NO_ERROR));
            rest.start(listening().bodyNanos());
        }
    }

    /** The client is told to send no more. */
    private void stop(int code) {
        stream.channel.shutdownInput(code);
        left();
    }

    /** The client sends no more, and the end of it was not read. */
    void left() {
        stream.remoteEnded = true;
        stream.connection.abandons();
        stream.settle();
    }

    /** Nothing is waited for. */
    void end() {
        if (rest != null) {
            rest.remove();
            rest = null;
        }
    }

    @Override
    public void waits(boolean waiting) {
        if (!stream.isReset()) {
            stream.channel.config().setAutoRead(!waiting);
        }
    }

    @Override
    public void mismatch() {
        stream.broken(Http3Error.MESSAGE_ERROR);
    }

    @Override
    public void remoteEnd() {
        stream.remoteEnded = true;
    }

    @Override
    public void settle() {
        stream.settle();
    }
}
