package dev.skein.upstream;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.FloodGauge;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameHead;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * What a server says besides its responses: settings, pings, windows, resets; and how much of that is a flood. Confined to
 * its loop.
 */
final class Http2ServerControl {
    /** Streams at once before the server has said how many it takes. */
    private static final int ASSUMED_STREAMS = 100;

    private static final int MOST_CONTROLS = 1000;
    private static final long CONTROL_SPAN = TimeUnit.SECONDS.toNanos(10);

    private final Http2ServerConnection connection;
    private final FloodGauge controls = new FloodGauge(MOST_CONTROLS, CONTROL_SPAN);
    private boolean settled;
    private int resets;

    Http2ServerControl(Http2ServerConnection connection) {
        this.connection = connection;
    }

    /** How many streams the server takes at once. */
    long mostStreams() {
        return settled ? connection.peer.maxConcurrentStreams() : ASSUMED_STREAMS;
    }

    /** Whether we ever opened a stream of that number. */
    boolean began(int stream) {
        return (stream & 1) == 1 && stream >>> 1 < connection.begun();
    }

    void settings(FrameHead head, ByteBuf in) {
        count();
        if (head.has(Frame.ACK)) {
            return;
        }
        for (int i = head.length() / Frame.SETTING_BYTES; i > 0; i--) {
            int code = setting(in.readUnsignedShort(), in.readUnsignedInt());
            if (code != ErrorCode.NO_ERROR) {
                connection.fatal(code, "malformed settings");
                return;
            }
        }
        connection.output().settingsTaken();
    }

    private int setting(int id, long value) {
        settled = true;
        int before = connection.peer.initialWindow();
        int code = connection.peer.apply(id, value);
        int by = connection.peer.initialWindow() - before;
        return by == 0 || connection.credit(by) ? code : ErrorCode.FLOW_CONTROL_ERROR;
    }

    void ping(boolean acknowledged, long data) {
        count();
        if (!acknowledged) {
            connection.output().pong(data);
        }
    }

    /** @param id 0 for the connection as a whole */
    void windowUpdate(int id, int increment) {
        Http2ServerStream stream = id == 0 ? null : connection.stream(id);
        if (increment == 0) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR, "window update by nothing");
        } else if (id == 0 && !connection.output().credit(increment)
                || stream != null && !stream.body.credit(increment)) {
            connection.fatal(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
        }
    }

    void reset(int id, int code) {
        // One for each stream is the most that a server can mean.
        if (++resets > connection.begun()) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM, "more resets than streams");
            return;
        }
        Http2ServerStream stream = connection.stream(id);
        if (stream == null) {
            return;
        }
        if (code == ErrorCode.REFUSED_STREAM) {
            stream.refused("stream refused by server");
        } else {
            stream.gone(Failure.SERVER_CLOSED, "stream reset by server, code " + code);
        }
    }

    /** A frame that costs an answer, or leads nowhere. */
    void count() {
        if (controls.tooMany(connection.pool.loop().now())) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM, "flood of frames");
        }
    }
}
