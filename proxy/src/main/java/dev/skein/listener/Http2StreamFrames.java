package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.FrameHead;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;

/** What frames mean for the stream that they name, be it open, closed, or never opened (RFC 9113 §5.1, §6). */
final class Http2StreamFrames {
    private Http2StreamFrames() {}

    static void reset(Http2Connection connection, int id) {
        if (connection.streams.isIdle(id)) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
            return;
        }
        Http2Stream stream = connection.streams.get(id);
        if (stream != null) {
            stream.gone(Failure.CLIENT_ABORT);
        }
        connection.control.countReset();
    }

    static void windowUpdate(Http2Connection connection, int id, int increment) {
        if (id == 0) {
            int code = increment == 0 ? ErrorCode.PROTOCOL_ERROR : connection.output.credit(increment);
            if (code != ErrorCode.NO_ERROR) {
                connection.fatal(code);
            }
            return;
        }
        if (connection.streams.isIdle(id)) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
            return;
        }
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            // RFC 9113 §5.1: may still come for a while.
            return;
        }
        if (increment == 0) {
            stream.broken(ErrorCode.PROTOCOL_ERROR);
        } else if (!stream.response.queue.credit(increment)) {
            stream.broken(ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    /** Deprecated and without effect (RFC 9113 §5.3.2); only its form is looked at. */
    static void priority(Http2Connection connection, FrameHead head, ByteBuf in) {
        connection.control.count();
        if ((in.readInt() & Integer.MAX_VALUE) == head.stream()) {
            error(connection, head.stream(), ErrorCode.PROTOCOL_ERROR);
        }
    }

    /** An error of a stream, which becomes one of the connection where the stream was never open. */
    static void error(Http2Connection connection, int id, int code) {
        Http2Stream stream = connection.streams.get(id);
        if (stream != null) {
            stream.broken(code);
        } else if (connection.streams.isIdle(id)) {
            connection.fatal(code);
        }
    }

    /** The head of a DATA frame, all of whose payload counts (RFC 9113 §6.9.1). */
    static void dataBegins(Http2Connection connection, FrameHead head) {
        int id = head.stream();
        if (connection.streams.isIdle(id)) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
            return;
        }
        if (!connection.output.take(head.length())) {
            connection.fatal(ErrorCode.FLOW_CONTROL_ERROR);
            return;
        }
        Http2Stream stream = connection.streams.get(id);
        if (stream != null && !stream.remoteEnded) {
            if (!stream.credit.expect(head.length())) {
                stream.broken(ErrorCode.FLOW_CONTROL_ERROR);
            }
            return;
        }
        connection.output.release(head.length());
        if (stream != null) {
            stream.broken(ErrorCode.STREAM_CLOSED);
        } else if (connection.streams.faultOfClosed(id) != ErrorCode.NO_ERROR && !connection.control.leaving()) {
            connection.fatal(ErrorCode.STREAM_CLOSED);
        }
    }

    static void padded(Http2Connection connection, int id, int bytes) {
        Http2Stream stream = connection.streams.get(id);
        if (stream != null) {
            stream.credit.used(bytes);
        }
    }

    static void data(Http2Connection connection, int id, ByteBuf part) {
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            part.release();
        } else {
            stream.body.data(part);
        }
    }

    static void dataEnds(Http2Connection connection, int id) {
        Http2Stream stream = connection.streams.get(id);
        if (stream != null) {
            stream.body.end(null);
        }
    }
}
