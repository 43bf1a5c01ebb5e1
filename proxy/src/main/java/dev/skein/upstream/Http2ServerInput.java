package dev.skein.upstream;

import dev.skein.http.ResponseText;
import dev.skein.http.TrailerText;
import dev.skein.http2.ErrorCode;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameHead;
import dev.skein.http2.HpackDecoder;
import dev.skein.http2.HpackScratch;
import dev.skein.http2.ReceiveWindow;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one connection to a server (RFC 9113 §4, §6), each as a whole, as strictly as those of clients:
 * floods are refused, every header block is decoded, whoever it is for. Confined to its loop.
 */
final class Http2ServerInput {
    private static final int TABLE = 4096;
    private static final int OVERHEAD = 32;

    private final Http2ServerConnection connection;
    private final Http2ServerControl control;
    private final HpackDecoder decoder;
    private final int mostList;
    private final ReceiveWindow window = new ReceiveWindow();
    private final FrameHead head = new FrameHead();
    private final ResponseText text = new ResponseText();
    private final TrailerText trailers = new TrailerText();
    private final ByteSink block = new ByteSink(512);
    private boolean settingsSeen;
    /** Stream of the block whose end has not come; 0 for none. */
    private int blockOf;

    private boolean blockLast;

    Http2ServerInput(Http2ServerConnection connection, HpackScratch scratch, int headBytes, int fields) {
        this.connection = connection;
        this.control = connection.control;
        this.decoder = new HpackDecoder(scratch, TABLE);
        this.mostList = headBytes + (fields + 1) * OVERHEAD;
        window.reset(Http2ServerConnection.CONNECTION_WINDOW);
    }

    /** Takes all whole frames. */
    void read(ByteBuf in) {
        while (!connection.dead() && in.readableBytes() >= Frame.HEAD_BYTES) {
            int start = in.readerIndex();
            head.read(in);
            int fault = fault();
            if (fault != ErrorCode.NO_ERROR) {
                connection.fatal(fault, "malformed frame");
                return;
            }
            if (in.readableBytes() < head.length()) {
                in.readerIndex(start);
                return;
            }
            int end = in.readerIndex() + head.length();
            frame(in);
            in.readerIndex(end);
        }
    }

    private int fault() {
        if (head.length() > Frame.SMALLEST_MAX_BYTES) {
            return ErrorCode.FRAME_SIZE_ERROR;
        }
        settingsSeen |= head.type() == Frame.SETTINGS;
        boolean goesOn = head.type() == Frame.CONTINUATION;
        boolean fits = goesOn == (blockOf != 0) && (!goesOn || head.stream() == blockOf);
        boolean forbidden = head.type() == Frame.PUSH_PROMISE || !settingsSeen || !fits || ofIdle();
        return forbidden ? ErrorCode.PROTOCOL_ERROR : head.fault();
    }

    /** RFC 9113 §5.1: of a stream that we never began, nothing can be said but its priority. */
    private boolean ofIdle() {
        return switch (head.type()) {
            case Frame.DATA, Frame.HEADERS, Frame.RST_STREAM, Frame.WINDOW_UPDATE ->
                head.stream() != 0 && !control.began(head.stream());
            default -> false;
        };
    }

    private void frame(ByteBuf in) {
        switch (head.type()) {
            case Frame.DATA -> data(in);
            case Frame.HEADERS -> headers(in);
            case Frame.CONTINUATION -> fragment(in, head.length());
            case Frame.RST_STREAM -> control.reset(head.stream(), in.readInt());
            case Frame.SETTINGS -> control.settings(head, in);
            case Frame.PING -> control.ping(head.has(Frame.ACK), in.readLong());
            case Frame.GOAWAY -> connection.goingAway(in.readInt() & Integer.MAX_VALUE);
            case Frame.WINDOW_UPDATE -> control.windowUpdate(head.stream(), in.readInt() & Integer.MAX_VALUE);
            default -> control.count();
        }
    }

    private void data(ByteBuf in) {
        int length = head.length();
        if (!window.take(length)) {
            connection.fatal(ErrorCode.FLOW_CONTROL_ERROR, "more than the window");
            return;
        }
        int more = window.release(length);
        if (more > 0) {
            connection.output().windowUpdate(0, more);
        }
        int padding = head.has(Frame.PADDED) && length > 0 ? in.readUnsignedByte() + 1 : 0;
        if (padding > length || head.has(Frame.PADDED) && length == 0) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR, "padding longer than its frame");
            return;
        }
        if (length == padding && !head.has(Frame.END_STREAM)) {
            control.count();
        }
        Http2ServerStream stream = connection.stream(head.stream());
        if (stream != null) {
            data(stream, in, length, padding);
        }
    }

    private void data(Http2ServerStream stream, ByteBuf in, int length, int padding) {
        Http2ServerResponse response = stream.response;
        if (!response.expect(length)) {
            stream.reset(ErrorCode.FLOW_CONTROL_ERROR);
            stream.gone(Failure.BAD_RESPONSE, "more than the stream's window");
            return;
        }
        connection.heard(stream);
        if (padding > 0) {
            response.credit(padding);
        }
        if (length > padding) {
            response.data(in.readRetainedSlice(length - padding));
        }
        if (head.has(Frame.END_STREAM) && !stream.over()) {
            response.end();
        }
    }

    private void headers(ByteBuf in) {
        int length = head.length();
        int padding = 0;
        if (head.has(Frame.PADDED)) {
            length--;
            padding = length < 0 ? 0 : in.readUnsignedByte();
        }
        if (head.has(Frame.PRIORITISED)) {
            length -= Frame.PRIORITY_BYTES;
            in.skipBytes(length < 0 ? 0 : Frame.PRIORITY_BYTES);
        }
        if (length - padding < 0) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR, "padding longer than its frame");
            return;
        }
        blockOf = head.stream();
        blockLast = head.has(Frame.END_STREAM);
        block.clear();
        fragment(in, length - padding);
    }

    private void fragment(ByteBuf in, int length) {
        if (block.length() + length > 2 * mostList) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM, "header block without an end");
            return;
        }
        if (length == 0) {
            control.count();
        }
        int at = block.room(length);
        in.readBytes(block.bytes(), at, length);
        if (head.has(Frame.END_HEADERS) && !connection.dead()) {
            int of = blockOf;
            blockOf = 0;
            block(connection.stream(of));
        }
    }

    private void block(@Nullable Http2ServerStream stream) {
        boolean isHead = stream == null || stream.response.expectsHead();
        text.begin();
        trailers.begin();
        int result =
                decoder.of(block.bytes(), 0, block.length()).decode(isHead ? text::field : trailers::field, mostList);
        if (result == HpackDecoder.MALFORMED) {
            connection.fatal(ErrorCode.COMPRESSION_ERROR, decoder.reason());
            return;
        }
        if (stream == null) {
            return;
        }
        if (result == HpackDecoder.TOO_LARGE) {
            text.tooLarge();
        }
        connection.heard(stream);
        if (isHead) {
            stream.response.head(text, blockLast);
        } else {
            stream.response.trailers(trailers, blockLast);
        }
    }
}
