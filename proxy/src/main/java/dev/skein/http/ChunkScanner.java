package dev.skein.http;

import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;

/**
 * Reads a chunked body strictly and incrementally (RFC 9112 §7.1): CR LF only, sizes of at most fifteen digits, extensions
 * checked and dropped, trailer fields checked and forbidden ones skipped.
 *
 * <p>Two ways to read, which may be mixed. {@link #next} takes the framing away and shows payload and trailers; the caller
 * frames anew. {@link #scanRaw} says how many bytes can be passed on untouched, framing and all. Together:
 *
 * <pre>{@code
 * while (!scanner.finished() && in.isReadable()) {
 *     int raw = scanner.scanRaw(in);
 *     if (raw > 0) {
 *         forward(in.readRetainedSlice(raw));
 *         continue;
 *     }
 *     switch (scanner.next(in)) {
 *         case DATA -> { header(scanner.dataLength()); forward(in.readRetainedSlice(scanner.dataLength())); lineEnd(); }
 *         case TRAILER_FIELD -> ...              // lastHeader before the first one
 *         case END -> ...                        // last(), or lineEnd() after trailers
 *         default -> ...                         // NEED_MORE; MALFORMED: close
 *     }
 * }
 * }</pre>
 *
 * <p>Confined to one thread; one per connection and direction, {@link #reset} for each body. Allocates only at the first
 * trailer of its life.
 */
public final class ChunkScanner {
    /** Payload of {@link #dataLength} bytes stands at the reader index; take all of it before the next call. */
    public static final int DATA = 0;

    /** All of the buffer is consumed and the body goes on. */
    public static final int NEED_MORE = 1;

    /** A trailer field stands in {@link #trailerBytes()} until the next call. */
    public static final int TRAILER_FIELD = 2;

    /** The body is complete; bytes left in the buffer belong to another message. */
    public static final int END = 3;

    /** The body breaks the rules: see {@link #reason}; the connection can't be used further. */
    public static final int MALFORMED = 4;

    private final Failure failure;
    private final ChunkFraming framing = new ChunkFraming();
    /** Whether the header of the current chunk was passed on raw. */
    private boolean rawChunk;

    private int dataLength;
    private long payloadBytes;

    private ChunkScanner(Failure failure) {
        this.failure = failure;
    }

    /** A scanner of request bodies. */
    public static ChunkScanner forRequests() {
        return new ChunkScanner(Failure.BAD_REQUEST);
    }

    /** A scanner of response bodies; {@link #failure} is {@link Failure#BAD_RESPONSE}. */
    public static ChunkScanner forResponses() {
        return new ChunkScanner(Failure.BAD_RESPONSE);
    }

    /** A new body begins. */
    public void reset() {
        framing.reset();
        rawChunk = false;
        dataLength = 0;
        payloadBytes = 0;
    }

    /**
     * How many bytes from the reader index on can be forwarded as they are. Stops before a chunk with an extension, before
     * the last chunk if trailers may follow, before a framing line that isn't complete in this buffer, and before anything
     * malformed: {@link #next} takes it from there. Goes on at a later chunk; may first consume the end of that one.
     * Payload among them is counted in {@link #payloadBytes} already.
     */
    public int scanRaw(ByteBuf in) {
        if (!rawChunk && !closeChunk(in)) {
            return 0;
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        int i = start;
        while (true) {
            i = rawLineEnd(in, skipPayload(i, end), end);
            if (framing.state != ChunkFraming.SIZE || framing.digits > 0) {
                return i - start;
            }
            int after = rawHeader(in, i, end);
            if (after < 0) {
                return i - start;
            }
            i = after;
        }
    }

    /** Consumes the line end after payload that {@link #next} reported; whether a chunk can begin raw here. */
    private boolean closeChunk(ByteBuf in) {
        if (framing.state == ChunkFraming.PAYLOAD_CR || framing.state == ChunkFraming.PAYLOAD_LF) {
            in.readerIndex(rawLineEnd(in, in.readerIndex(), in.writerIndex()));
        }
        return framing.state == ChunkFraming.SIZE;
    }

    private int skipPayload(int from, int end) {
        if (framing.state != ChunkFraming.PAYLOAD) {
            return from;
        }
        int take = (int) Math.min(framing.remaining, end - from);
        payloadBytes += take;
        framing.remaining -= take;
        if (framing.remaining == 0) {
            framing.state = ChunkFraming.PAYLOAD_CR;
        }
        return from + take;
    }

    private int rawLineEnd(ByteBuf in, int from, int end) {
        int i = from;
        if (framing.state == ChunkFraming.PAYLOAD_CR && i < end && in.getByte(i) == '\r') {
            framing.state = ChunkFraming.PAYLOAD_LF;
            i++;
        }
        if (framing.state == ChunkFraming.PAYLOAD_LF && i < end && in.getByte(i) == '\n') {
            framing.startChunk();
            i++;
        }
        return i;
    }

    /** Reads a whole chunk header or end of a body; returns the index behind it, or -1 and changes nothing. */
    private int rawHeader(ByteBuf in, int from, int end) {
        long size = 0;
        int i = from;
        int stop = Math.min(end, from + ChunkFraming.MAX_DIGITS);
        for (; i < stop; i++) {
            int digit = ChunkFraming.hex(in.getByte(i));
            if (digit < 0) {
                break;
            }
            size = (size << 4) | digit;
        }
        if (i == from || !lineEnd(in, i, end) || (size == 0 && !lineEnd(in, i + 2, end))) {
            return -1;
        }
        if (size == 0) {
            framing.state = ChunkFraming.FINISHED;
            return i + 4;
        }
        framing.remaining = size;
        framing.state = ChunkFraming.PAYLOAD;
        rawChunk = true;
        return i + 2;
    }

    private static boolean lineEnd(ByteBuf in, int i, int end) {
        return i + 2 <= end && in.getByte(i) == '\r' && in.getByte(i + 1) == '\n';
    }

    /**
     * Consumes framing up to the next thing to know.
     *
     * @return {@link #DATA}, {@link #NEED_MORE}, {@link #TRAILER_FIELD}, {@link #END} or {@link #MALFORMED}
     */
    public int next(ByteBuf in) {
        while (framing.state < ChunkFraming.FINISHED) {
            if (!in.isReadable()) {
                return NEED_MORE;
            }
            rawChunk = false;
            if (framing.state == ChunkFraming.PAYLOAD) {
                return payload(in);
            }
            if (framing.step(in.readByte())) {
                return TRAILER_FIELD;
            }
        }
        return framing.state == ChunkFraming.FINISHED ? END : MALFORMED;
    }

    private int payload(ByteBuf in) {
        int readerIndex = in.readerIndex();
        dataLength = skipPayload(readerIndex, in.writerIndex()) - readerIndex;
        return DATA;
    }

    /** How many bytes of payload stand at the reader index after {@link #DATA}. */
    public int dataLength() {
        return dataLength;
    }

    /** How many bytes of payload were seen since {@link #reset}. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Whether the body is complete. */
    public boolean finished() {
        return framing.state == ChunkFraming.FINISHED;
    }

    /** What is wrong after {@link #MALFORMED}, for the log; empty before. */
    public String reason() {
        return framing.reason;
    }

    /** The failure that a malformed body is. */
    public Failure failure() {
        return failure;
    }

    /** How many trailer fields were skipped because they must not stand in a trailer (RFC 9110 §6.5.1). */
    public int droppedTrailers() {
        return framing.droppedTrailers;
    }

    /** The bytes that the spans of the current trailer field point into; the next call overwrites them. */
    public byte[] trailerBytes() {
        return framing.trailer.line();
    }

    /** Writes the current trailer field as a line. */
    public void writeTrailer(ByteBuf out) {
        framing.trailer.writeTo(out);
    }

    public int nameStart() {
        return 0;
    }

    public int nameEnd() {
        return framing.trailer.nameEnd;
    }

    public int valueStart() {
        return framing.trailer.valueStart;
    }

    public int valueEnd() {
        return framing.trailer.valueEnd;
    }
}
