package dev.skein.http;

import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The head of an HTTP/1 message (RFC 9112), parsed in one strict pass into spans over one array. Partial heads are carried
 * over from read to read. Confined to one event loop, used again for message after message.
 *
 * <p>Strict means: CR LF only, no folding, no white space before the colon, tables for names and values, one
 * Content-Length in digits, no Content-Length beside Transfer-Encoding, {@code chunked} as the only coding. What is not
 * clearly right is refused, since whatever two parsers could read differently is a way to smuggle.
 */
public abstract sealed class Head permits RequestSpans, ResponseHead {
    /** What {@link #read} says. */
    public static final int INCOMPLETE = 0;

    public static final int COMPLETE = 1;
    public static final int REJECTED = 2;

    private static final int STEP = 2048;
    private static final int LEAST = 1024;
    static final int FIELD_INTS = 4;

    HeadLimits limits;
    byte[] bytes;
    /** Bytes copied so far; after {@link #COMPLETE} the head's length, including the empty line. */
    int filled;

    int startLineEnd;
    int count;
    int[] spans = new int[FIELD_INTS * 24];
    byte[] kinds = new byte[24];
    long contentLength;
    boolean chunked;
    boolean close;
    boolean keepAliveNamed;
    boolean upgradeNamed;
    boolean nominates;
    Failure failure = Failure.NONE;
    String reason = "";
    int line;

    Head(HeadLimits limits) {
        this.limits = limits;
        this.bytes = new byte[LEAST];
    }

    /** Makes ready for the next head, under these bounds. */
    public void reset(HeadLimits bounds) {
        limits = bounds;
        reset();
    }

    /** Makes ready for the next head. */
    public void reset() {
        filled = 0;
        line = 0;
        startLineEnd = 0;
        count = 0;
        contentLength = -1;
        chunked = false;
        close = false;
        keepAliveNamed = false;
        upgradeNamed = false;
        nominates = false;
        failure = Failure.NONE;
        reason = "";
    }

    /**
     * Takes bytes from {@code in} up to the end of the head, never beyond it.
     *
     * @return {@link #INCOMPLETE} when all of {@code in} was taken and more is needed, {@link #COMPLETE}, or
     *     {@link #REJECTED}; see {@link #failure()}
     */
    public int read(ByteBuf in) {
        while (true) {
            int step = Math.min(in.readableBytes(), Math.min(STEP, limits.headBytes() - filled));
            if (step == 0) {
                return filled < limits.headBytes() ? INCOMPLETE : tooLarge();
            }
            ensure(filled + step);
            in.readBytes(bytes, filled, step);
            filled += step;
            int state = HeadScanner.scan(this);
            if (state == REJECTED) {
                return state;
            }
            if (tooManyFieldBytes(state == COMPLETE ? line : filled)) {
                return tooLarge();
            }
            if (state == COMPLETE) {
                in.readerIndex(in.readerIndex() - (filled - line));
                filled = line;
                return state;
            }
        }
    }

    /** Gives memory back where it has grown beyond so many bytes. What was parsed is gone then. */
    public final void shrink(int most) {
        if (bytes.length > most) {
            bytes = new byte[LEAST];
        }
    }

    /** Parses what was put into the array by {@link #append}. */
    int scanAppended() {
        int state = HeadScanner.scan(this);
        if (state != REJECTED && tooManyFieldBytes(filled)) {
            return tooLarge();
        }
        return state == INCOMPLETE ? reject(Failure.BAD_REQUEST, "head not ended") : state;
    }

    /** Copies bytes to the end, for heads that did not arrive as HTTP/1 text. */
    final void append(byte[] from, int length) {
        ensure(filled + length);
        System.arraycopy(from, 0, bytes, filled, length);
        filled += length;
    }

    private void ensure(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
    }

    final int reject(Failure with, String why) {
        failure = with;
        reason = why;
        return REJECTED;
    }

    private boolean tooManyFieldBytes(int end) {
        return startLineEnd > 0 && end - startLineEnd > limits.fieldBytes();
    }

    private int tooLarge() {
        return startLineEnd == 0
                ? reject(tooLongStartLine(), "start line over " + limits.startLineBytes() + " bytes")
                : reject(tooLargeFailure(), "header fields over " + limits.fieldBytes() + " bytes");
    }

    abstract int parseStartLine(int from, int end);

    /** A field of another kind than framing's own was read. */
    abstract int seen(byte kind, int start, int end);

    /** The empty line was read: what remains to be checked. */
    abstract int finish();

    /** What a malformed head counts as: the client's fault, or the server's. */
    abstract Failure malformed();

    abstract Failure tooLongStartLine();

    abstract Failure tooLargeFailure();

    abstract Failure unknownCoding();

    /** Why the head was rejected, {@link Failure#NONE} when it was not. */
    public Failure failure() {
        return failure;
    }

    /** Why the head was rejected, in words for the log. */
    public String reason() {
        return reason;
    }

    /** Length of the head in bytes, including the empty line. */
    public int length() {
        return filled;
    }

    /** The announced length of the body in bytes, or -1. */
    public long contentLength() {
        return contentLength;
    }

    public boolean chunked() {
        return chunked;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int fieldCount() {
        return count;
    }

    public int nameStart(int field) {
        return spans[field * FIELD_INTS];
    }

    public int nameEnd(int field) {
        return spans[field * FIELD_INTS + 1];
    }

    public int valueStart(int field) {
        return spans[field * FIELD_INTS + 2];
    }

    public int valueEnd(int field) {
        return spans[field * FIELD_INTS + 3];
    }

    /** One past the CR LF of a field's line. */
    int lineEnd(int field) {
        return field + 1 < count ? nameStart(field + 1) : filled - 2;
    }
}
