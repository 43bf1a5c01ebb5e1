package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http2.ErrorCode;
import dev.skein.http2.FloodGauge;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameHead;
import dev.skein.http2.PeerSettings;
import io.netty.buffer.ByteBuf;

/**
 * What concerns one connection as a whole: settings, pings, floods, and how it is left. Leaving takes three steps, so that
 * no request is lost that was on its way: GOAWAY that refuses nothing yet; once the client has answered a PING, GOAWAY with
 * the last stream; and when all streams are over, a PING whose answer says that everything has been read.
 */
final class Http2Control {
    private enum Phase {
        OPEN,
        /** The client has been told that we leave, and may not have heard it. */
        LEAVING,
        /** No further streams. */
        LEFT,
        /** Everything was sent. */
        FAREWELL
    }

    private static final long LEAVE_PING = 0x736b65696e01L;
    private static final long FAREWELL_PING = 0x736b65696e02L;

    private final Http2Connection connection;
    final PeerSettings peer = new PeerSettings();
    private final FloodGauge controls;
    private final FloodGauge resets;
    private final FloodGauge dribbles;
    private final ConnectionTimer answer;
    private Phase phase = Phase.OPEN;
    private boolean acknowledged;

    Http2Control(Http2Connection connection) {
        this.connection = connection;
        var limits = connection.limits;
        long span = limits.floodWindow().toNanos();
        this.controls = new FloodGauge(limits.controls(), span);
        this.resets = new FloodGauge(limits.resets(), span);
        this.dribbles = new FloodGauge(limits.controls(), span);
        this.answer = new ConnectionTimer(connection.loop, this::notAnswered);
    }

    /** Sends our settings; they must be acknowledged as quickly as a head must come. */
    void begin(ListenerSettings.Limits limits) {
        connection.output.settings(connection.limits, limits.requestLine() + limits.headerBytes());
        answer.start(connection.listening.headerNanos());
    }

    void end() {
        answer.remove();
    }

    private void notAnswered() {
        if (phase == Phase.LEAVING) {
            left();
        } else if (!acknowledged) {
            connection.fatal(ErrorCode.SETTINGS_TIMEOUT);
        }
    }

    /** Whether our settings hold for what the client sends now. */
    boolean acknowledged() {
        return acknowledged;
    }

    /** A frame that costs an answer, or leads nowhere: many of them are an attack (CVE-2019-9512, -9515). */
    void count() {
        if (controls.tooMany(connection.loop.now())) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    /** A stream was reset by the client, or because of it (CVE-2023-44487, CVE-2025-8671). */
    void countReset() {
        if (resets.tooMany(connection.loop.now())) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    /** The client's windows made us cut a body into crumbs (CVE-2019-9511). */
    void countDribble() {
        if (dribbles.tooMany(connection.loop.now())) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    /** A part of a body was sent: clients measure the line by pings beside it. */
    void useful() {
        controls.forgive();
    }

    void settings(FrameHead head, ByteBuf in) {
        count();
        if (head.has(Frame.ACK)) {
            acknowledged = true;
            if (phase == Phase.OPEN) {
                answer.stop();
            }
            return;
        }
        int code = ErrorCode.NO_ERROR;
        for (int i = head.length() / Frame.SETTING_BYTES; i > 0 && code == ErrorCode.NO_ERROR; i--) {
            code = setting(in.readUnsignedShort(), in.readUnsignedInt());
        }
        if (code != ErrorCode.NO_ERROR) {
            connection.fatal(code);
        } else {
            connection.output.settingsTaken();
        }
    }

    private int setting(int id, long value) {
        int before = peer.initialWindow();
        int code = peer.apply(id, value);
        if (code == ErrorCode.NO_ERROR && !connection.streams.changeWindows(peer.initialWindow() - before)) {
            return ErrorCode.FLOW_CONTROL_ERROR;
        }
        return code;
    }

    void ping(boolean ack, long data) {
        if (!ack) {
            count();
            connection.output.ping(data, true);
        } else if (phase == Phase.LEAVING && data == LEAVE_PING) {
            left();
        } else if (phase == Phase.FAREWELL && data == FAREWELL_PING) {
            connection.close();
        } else {
            count();
        }
    }

    /** No more requests, as soon as the client knows that. */
    void leave() {
        if (phase == Phase.OPEN) {
            phase = Phase.LEAVING;
            connection.output.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
            connection.output.ping(LEAVE_PING, false);
            answer.start(Closing.LINGER_NANOS);
        }
    }

    private void left() {
        phase = Phase.LEFT;
        answer.stop();
        connection.output.goAway(connection.streams.taken(), ErrorCode.NO_ERROR);
        connection.settle();
    }

    /** Whether streams that come now are not taken any more. */
    boolean leaving() {
        return phase.compareTo(Phase.LEFT) >= 0;
    }

    /** All streams are over; the connection closes once the client has read all of it. */
    void sayFarewell() {
        if (phase == Phase.LEFT) {
            phase = Phase.FAREWELL;
            connection.output.ping(FAREWELL_PING, false);
        }
    }
}
