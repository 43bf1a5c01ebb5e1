package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.PeerSettings;
import dev.skein.http2.ReceiveWindow;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import org.jspecify.annotations.Nullable;

/** What a client may still send on one stream, and what of the connection's window is held up by it (RFC 9113 §6.9). */
final class Http2Credit implements BodyStream {
    private final Http2Stream stream;
    private final ReceiveWindow window = new ReceiveWindow();
    /** Bytes that the connection's window is still owed. */
    private int owed;

    Http2Credit(Http2Stream stream) {
        this.stream = stream;
    }

    /** A request begins. */
    void begin(Http2Connection on) {
        int bytes = on.limits.streamWindow();
        // Until our settings are known to the client, it goes by the protocol's own.
        window.reset(on.control.acknowledged() ? bytes : Math.max(bytes, PeerSettings.DEFAULT_WINDOW));
        owed = 0;
    }

    /** A DATA frame of that length begins; whether the window allows it. */
    boolean expect(int length) {
        owed += length;
        return window.take(length);
    }

    /** The client may send as many again, sooner or later. */
    @Override
    public void used(int bytes) {
        unwanted(bytes);
        int more = window.release(bytes);
        if (more > 0 && !stream.remoteEnded) {
            stream.connection().output.windowUpdate(stream.id(), more);
        }
    }

    /** Only other streams may send as many again. */
    @Override
    public void unwanted(int bytes) {
        owed -= bytes;
        stream.connection().output.release(bytes);
    }

    /** It is by the windows that the client is held back. */
    @Override
    public void waits(boolean waiting) {}

    @Override
    public void mismatch() {
        stream.connection().control.countReset();
        if (!stream.isReset()) {
            stream.fail(Failure.BAD_REQUEST, ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Override
    public @Nullable Exchange exchange() {
        return stream.exchange();
    }

    @Override
    public Loop loop() {
        return stream.connection().loop;
    }

    @Override
    public Listening listening() {
        return stream.connection().listening;
    }

    @Override
    public void remoteEnd() {
        stream.remoteEnded = true;
    }

    @Override
    public void settle() {
        stream.settle();
    }

    /** The stream is over: what it has of the connection's window goes back. */
    void drop(Http2Connection on) {
        stream.body.stop();
        on.output.release(owed);
        owed = 0;
    }
}
