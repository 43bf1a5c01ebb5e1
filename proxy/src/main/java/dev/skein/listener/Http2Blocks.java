package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.FieldSink;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameHead;
import dev.skein.http2.HpackDecoder;
import dev.skein.model.ByteSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The header blocks of one connection (RFC 9113 §4.3, §6.2, §6.10): joined, decoded, and given to whom they are for. Every
 * block is decoded, whatever becomes of it, because the next one builds on its table.
 */
final class Http2Blocks {
    private static final int TABLE = 4096;
    private static final int OVERHEAD = 32;
    private static final int SLACK = 16 * 1024;

    private final Http2Connection connection;
    private final HpackDecoder decoder;
    private final int mostList;
    /** Fragments, as long as a block is not whole; null at most times. */
    private @Nullable ByteSink joined;

    private int stream;
    private boolean endStream;
    private boolean dependsOnItself;
    private int fragments;

    Http2Blocks(Http2Connection connection) {
        this.connection = connection;
        this.decoder = new HpackDecoder(connection.scratch.hpack, TABLE);
        var limits = connection.listening.headLimits();
        this.mostList = limits.headBytes() + (limits.fields() + 4) * OVERHEAD;
    }

    /** Whether CONTINUATION must come now. */
    boolean expecting() {
        return joined != null;
    }

    int stream() {
        return stream;
    }

    /** Whether a fragment of that length is more than can be taken: a block that long can't be an honest one. */
    boolean tooLong(int length) {
        return length + (joined == null ? 0 : joined.length()) > 2 * mostList + SLACK;
    }

    /** A HEADERS frame; the buffer holds all of its payload. */
    void headers(FrameHead head, ByteBuf in) {
        stream = head.stream();
        endStream = head.has(Frame.END_STREAM);
        dependsOnItself = false;
        fragments = 0;
        int length = head.length();
        int padding = 0;
        if (head.has(Frame.PADDED)) {
            length--;
            padding = length < 0 ? 0 : in.readUnsignedByte();
        }
        if (head.has(Frame.PRIORITISED)) {
            length -= Frame.PRIORITY_BYTES;
            dependsOnItself = length >= 0 && (in.readInt() & Integer.MAX_VALUE) == stream;
            in.skipBytes(length >= 0 ? 1 : 0);
        }
        if (length < 0) {
            connection.fatal(ErrorCode.FRAME_SIZE_ERROR);
        } else if (padding > length) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
        } else {
            fragment(in, length - padding, head.has(Frame.END_HEADERS));
        }
    }

    void continuation(FrameHead head, ByteBuf in) {
        if (++fragments > connection.limits.continuations()) {
            connection.fatal(ErrorCode.ENHANCE_YOUR_CALM);
        } else {
            fragment(in, head.length(), head.has(Frame.END_HEADERS));
        }
    }

    private void fragment(ByteBuf in, int length, boolean last) {
        byte[] bytes = connection.scratch.copy(in, length);
        ByteSink before = joined;
        if (before == null && last) {
            block(bytes, length);
            return;
        }
        if (before == null) {
            before = new ByteSink(2 * length);
            joined = before;
            connection.blockBegan();
        }
        before.put(bytes, 0, length);
        if (last) {
            joined = null;
            block(before.bytes(), before.length());
            connection.settle();
        }
    }

    private void block(byte[] block, int length) {
        decoder.of(block, 0, length);
        Http2Stream known = connection.streams.get(stream);
        if (known != null) {
            trailers(known);
        } else if ((stream & 1) == 0) {
            connection.fatal(ErrorCode.PROTOCOL_ERROR);
        } else if (stream <= connection.streams.last()) {
            int code = connection.streams.faultOfClosed(stream);
            if (decode(Http2Scratch.NOBODY) >= 0 && code != ErrorCode.NO_ERROR && !connection.control.leaving()) {
                connection.fatal(code);
            }
        } else {
            open();
        }
    }

    /** What the decoder says; below 0 if the connection is over. */
    private int decode(FieldSink sink) {
        int result = decoder.decode(sink, mostList);
        if (result == HpackDecoder.MALFORMED) {
            connection.fatal(ErrorCode.COMPRESSION_ERROR);
            return -1;
        }
        return result;
    }

    private void open() {
        if (connection.control.leaving()) {
            // RFC 9113 §6.8: above the last stream that was announced; the client will ask somewhere else.
            int unused = decode(Http2Scratch.NOBODY);
            connection.streams.ignored(stream);
            return;
        }
        var text = connection.scratch.text;
        text.begin();
        int result = decode(connection.scratch.textSink);
        if (result < 0) {
            return;
        }
        connection.streams.opened(stream);
        if (dependsOnItself) {
            refuse(ErrorCode.PROTOCOL_ERROR);
        } else if (connection.streams.full()) {
            refuse(ErrorCode.REFUSED_STREAM);
        } else {
            if (result == HpackDecoder.TOO_LARGE) {
                text.tooLarge();
            }
            begin();
        }
    }

    private void begin() {
        Http2Stream made = connection.scratch.stream();
        made.begin(connection, stream, endStream);
        long most = connection.listening.requests();
        if (most > 0 && connection.streams.count() >= most) {
            connection.stop();
        }
    }

    /** The stream is closed before it was open. */
    private void refuse(int code) {
        connection.streams.remember(stream);
        connection.output.reset(stream, code);
        connection.control.countReset();
    }

    private void trailers(Http2Stream known) {
        var trailers = connection.scratch.trailers;
        trailers.begin();
        int result = decode(connection.scratch.trailerSink);
        if (result < 0) {
            return;
        }
        if (known.remoteEnded) {
            known.broken(ErrorCode.STREAM_CLOSED);
        } else if (!endStream || dependsOnItself || !trailers.reason().isEmpty()) {
            // RFC 9113 §8.1: a second header section is the last one.
            known.broken(ErrorCode.PROTOCOL_ERROR);
        } else if (result == HpackDecoder.TOO_LARGE) {
            known.broken(ErrorCode.ENHANCE_YOUR_CALM);
        } else {
            known.body.end(trailers.isEmpty() ? null : trailers);
        }
    }
}
