package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameHead;
import dev.skein.http2.Preface;
import io.netty.buffer.ByteBuf;

/**
 * Reads the frames of one connection (RFC 9113 §4, §6). Data goes on as it comes; other frames are waited for, and none of
 * them is long: what could be is refused by its head.
 */
final class Http2Input {
    private enum State {
        HEAD,
        PAYLOAD,
        /** The length of a DATA frame's padding. */
        PADDING,
        DATA,
        /** Nobody cares. */
        SKIP
    }

    private static final int MOST_SETTINGS = 100;

    private final Http2Connection connection;
    private final Http2Blocks blocks;
    private final FrameHead head = new FrameHead();
    private final Preface preface = new Preface();
    private State state = State.HEAD;
    private boolean settingsSeen;
    /** Bytes of the frame's data, and behind them of its padding, that are still to come. */
    private int left;

    private int padding;
    private boolean anyData;
    private int empties;

    Http2Input(Http2Connection connection) {
        this.connection = connection;
        this.blocks = new Http2Blocks(connection);
    }

    boolean prefaceComplete() {
        return preface.complete() && settingsSeen;
    }

    boolean withinBlock() {
        return blocks.expecting();
    }

    void read(ByteBuf in) {
        if (!preface.complete()) {
            if (!preface.take(in)) {
                connection.fatal(ErrorCode.PROTOCOL_ERROR);
            }
            if (!preface.complete()) {
                return;
            }
        }
        boolean goesOn = true;
        while (goesOn && !connection.dead()) {
            goesOn = switch (state) {
                case HEAD -> head(in);
                case PAYLOAD -> payload(in);
                case PADDING -> padding(in);
                case DATA -> data(in);
                case SKIP -> skip(in);
            };
        }
        if (connection.dead()) {
            in.skipBytes(in.readableBytes());
        }
    }

    private boolean head(ByteBuf in) {
        if (in.readableBytes() < Frame.HEAD_BYTES) {
            return false;
        }
        head.read(in);
        int fault = fault();
        if (fault != ErrorCode.NO_ERROR) {
            connection.fatal(fault);
            return false;
        }
        left = head.length();
        switch (head.type()) {
            case Frame.DATA -> beginData();
            case Frame.PRIORITY -> beginPriority();
            case Frame.HEADERS, Frame.RST_STREAM, Frame.SETTINGS, Frame.PING, Frame.WINDOW_UPDATE, Frame.CONTINUATION ->
                state = State.PAYLOAD;
            default -> skipped();
        }
        return true;
    }

    private void beginPriority() {
        state = head.length() == Frame.PRIORITY_BYTES ? State.PAYLOAD : State.SKIP;
        if (state == State.SKIP) {
            Http2StreamFrames.error(connection, head.stream(), ErrorCode.FRAME_SIZE_ERROR);
        }
    }

    /** GOAWAY, whose debug data may be long, and what nobody knows. */
    private void skipped() {
        state = State.SKIP;
        connection.control.count();
        if (head.type() == Frame.GOAWAY) {
            connection.stop();
        }
    }

    private int fault() {
        if (head.length() > connection.limits.maxFrame()) {
            return ErrorCode.FRAME_SIZE_ERROR;
        }
        if (!settingsSeen) {
            // RFC 9113 §3.4.
            settingsSeen = head.type() == Frame.SETTINGS && !head.has(Frame.ACK);
            if (!settingsSeen) {
                return ErrorCode.PROTOCOL_ERROR;
            }
            connection.settle();
        }
        // RFC 9113 §6.10: a block is in one piece; §6.6: a client pushes nothing.
        boolean fits = blocks.expecting()
                ? head.type() == Frame.CONTINUATION && head.stream() == blocks.stream()
                : head.type() != Frame.CONTINUATION;
        if (!fits || head.type() == Frame.PUSH_PROMISE) {
            return ErrorCode.PROTOCOL_ERROR;
        }
        boolean tooLong = switch (head.type()) {
            case Frame.HEADERS, Frame.CONTINUATION -> blocks.tooLong(head.length());
            case Frame.SETTINGS -> head.length() > MOST_SETTINGS * Frame.SETTING_BYTES;
            default -> false;
        };
        return tooLong ? ErrorCode.ENHANCE_YOUR_CALM : head.fault();
    }

    private boolean payload(ByteBuf in) {
        if (in.readableBytes() < head.length()) {
            return false;
        }
        state = State.HEAD;
        int end = in.readerIndex() + head.length();
        switch (head.type()) {
            case Frame.HEADERS -> blocks.headers(head, in);
            case Frame.CONTINUATION -> blocks.continuation(head, in);
            case Frame.SETTINGS -> connection.control.settings(head, in);
            case Frame.PING -> connection.control.ping(head.has(Frame.ACK), in.readLong());
            case Frame.RST_STREAM -> Http2StreamFrames.reset(connection, head.stream());
            case Frame.WINDOW_UPDATE ->
                Http2StreamFrames.windowUpdate(connection, head.stream(), in.readInt() & Integer.MAX_VALUE);
            default -> Http2StreamFrames.priority(connection, head, in);
        }
        in.readerIndex(end);
        emptyFragment();
        return true;
    }

    /** Fragments of a block without anything in them, and without its end, cost work and lead nowhere (CVE-2019-9518). */
    private void emptyFragment() {
        if (head.length() == 0 && blocks.expecting()) {
            empty();
        }
    }

    private void empty() {
        if (++empties > connection.limits.empties()) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    private void beginData() {
        padding = 0;
        anyData = false;
        state = head.has(Frame.PADDED) ? State.PADDING : State.DATA;
        Http2StreamFrames.dataBegins(connection, head);
    }

    private boolean padding(ByteBuf in) {
        if (head.length() == 0) {
            connection.fatal(ErrorCode.FRAME_SIZE_ERROR);
            return false;
        }
        if (!in.isReadable()) {
            return false;
        }
        padding = in.readUnsignedByte();
        left = head.length() - 1 - padding;
        if (left < 0) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
            return false;
        }
        Http2StreamFrames.padded(connection, head.stream(), padding + 1);
        state = State.DATA;
        return true;
    }

    private boolean data(ByteBuf in) {
        int part = Math.min(left, in.readableBytes());
        if (part > 0) {
            left -= part;
            anyData = true;
            Http2StreamFrames.data(connection, head.stream(), in.readRetainedSlice(part));
        }
        if (left > 0) {
            return false;
        }
        left = padding;
        state = State.SKIP;
        return true;
    }

    private boolean skip(ByteBuf in) {
        int part = Math.min(left, in.readableBytes());
        in.skipBytes(part);
        left -= part;
        if (left > 0) {
            return false;
        }
        state = State.HEAD;
        if (head.type() == Frame.DATA) {
            endData();
        }
        return true;
    }

    private void endData() {
        boolean last = head.has(Frame.END_STREAM);
        if (last) {
            Http2StreamFrames.dataEnds(connection, head.stream());
        }
        if (anyData || last) {
            empties = 0;
        } else {
            empty();
        }
    }
}
