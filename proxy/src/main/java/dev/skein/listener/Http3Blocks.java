package dev.skein.listener;

import dev.skein.http3.Http3Error;
import dev.skein.http3.QpackDecoder;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import io.netty.buffer.ByteBuf;

/** The header blocks of one request (RFC 9114 §4.2): decoded, and given to whom they are for. */
final class Http3Blocks {
    /** What a list counts for each field besides its bytes (RFC 9114 §4.2.2). */
    private static final int OVERHEAD = 32;

    private static final int PSEUDO_FIELDS = 4;
    private static final byte[] METHOD = Ascii.bytes(":method");
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] HEAD = Ascii.bytes("HEAD");
    private static final byte[] NOTHING = {};

    private final Http3Stream stream;
    private final Http3Scratch scratch;
    private final int mostList;
    /** The head, until it is known whether anything comes behind. */
    private byte[] head = NOTHING;

    private boolean tooLarge;

    Http3Blocks(Http3Stream stream) {
        this.stream = stream;
        this.scratch = stream.connection.scratch;
        var limits = stream.connection.listening.headLimits();
        this.mostList = limits.headBytes() + (limits.fields() + PSEUDO_FIELDS) * OVERHEAD;
    }

    /** Bytes of a block that can be an honest one; longer ones are to be skipped. */
    int longest() {
        return mostList;
    }

    /** The head was longer than that. */
    void tooLarge() {
        tooLarge = true;
    }

    /** Keeps the head for a moment. */
    void keep(ByteBuf in, int length) {
        head = new byte[length];
        in.readBytes(head);
    }

    /** Whether it is one of those that hardly ever have a body. */
    boolean seemsWhole() {
        ByteSink method = new ByteSink(0);
        int unused = scratch.decoder.decode(
                head,
                0,
                head.length,
                (bytes, start, nameEnd, valueEnd) -> {
                    if (Ascii.equals(bytes, start, nameEnd, METHOD)) {
                        method.put(bytes, nameEnd, valueEnd);
                    }
                },
                mostList);
        return Ascii.equals(method.bytes(), 0, method.length(), GET)
                || Ascii.equals(method.bytes(), 0, method.length(), HEAD);
    }

    /** The request begins; {@code whole}: and has nothing behind its head. */
    void begin(boolean whole) {
        var text = scratch.common.text;
        text.begin();
        byte[] block = head;
        head = NOTHING;
        int result = tooLarge
                ? QpackDecoder.TOO_LARGE
                : scratch.decoder.decode(block, 0, block.length, scratch.common.textSink, mostList);
        if (result == QpackDecoder.MALFORMED) {
            stream.connection.fatal(Http3Error.QPACK_DECOMPRESSION_FAILED);
            return;
        }
        if (result == QpackDecoder.TOO_LARGE) {
            text.tooLarge();
        }
        stream.begin(whole);
    }

    void trailers(ByteBuf in, int length) {
        byte[] block = scratch.common.copy(in, length);
        var trailers = scratch.common.trailers;
        trailers.begin();
        int result = scratch.decoder.decode(block, 0, length, scratch.common.trailerSink, mostList);
        if (result == QpackDecoder.MALFORMED) {
            stream.connection.fatal(Http3Error.QPACK_DECOMPRESSION_FAILED);
        } else if (!trailers.reason().isEmpty()) {
            stream.broken(Http3Error.MESSAGE_ERROR);
        } else if (result == QpackDecoder.TOO_LARGE) {
            stream.broken(Http3Error.EXCESSIVE_LOAD);
        } else {
            stream.body.end(trailers.isEmpty() ? null : trailers);
        }
    }
}
