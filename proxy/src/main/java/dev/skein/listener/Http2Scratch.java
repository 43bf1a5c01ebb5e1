package dev.skein.listener;

import dev.skein.http.RequestText;
import dev.skein.http.TrailerText;
import dev.skein.http2.FieldSink;
import dev.skein.http2.HpackScratch;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** What the HTTP/2 connections of one loop and listener share, since they use it one at a time. Confined to the loop. */
final class Http2Scratch {
    private static final int KEPT = 1024;
    /** Hands nothing on: the block is decoded for the sake of the table. */
    static final FieldSink NOBODY = (bytes, start, nameEnd, valueEnd) -> {};

    final HpackScratch hpack = new HpackScratch();
    final RequestText text = new RequestText();
    final TrailerText trailers = new TrailerText();
    final FieldSink textSink = text::field;
    final FieldSink trailerSink = trailers::field;
    private final ArrayDeque<Http2Stream> free = new ArrayDeque<>();
    private byte[] bytes = new byte[2048];

    /** A stream that is not in use. */
    Http2Stream stream() {
        Http2Stream stream = free.pollLast();
        return stream == null ? new Http2Stream() : stream;
    }

    void give(Http2Stream stream) {
        if (free.size() < KEPT) {
            free.addLast(stream);
        }
    }

    /** The next bytes of a buffer in an array, from 0 on; valid until the next call. */
    byte[] copy(ByteBuf in, int length) {
        if (length > bytes.length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
        }
        in.readBytes(bytes, 0, length);
        return bytes;
    }
}
