package dev.skein.http3;

import dev.skein.http2.FieldBlock;
import dev.skein.http2.FieldSink;
import dev.skein.http2.HpackScratch;
import dev.skein.http2.StaticTable;

/**
 * Reads header blocks (RFC 9204 §4.5) of clients that were told to use no table of their own: no block waits for another
 * one, and no client's connection costs memory for one. Every field goes to a {@link FieldSink} as bytes. Used again for
 * block after block; one loop's.
 */
public final class QpackDecoder {
    /** What {@link #decode} says. */
    public static final int COMPLETE = 0;

    /** The list was larger than allowed; the connection can go on. */
    public static final int TOO_LARGE = 1;

    /** QPACK_DECOMPRESSION_FAILED, an error of the whole connection. */
    public static final int MALFORMED = 2;

    /** What the list counts for each field besides its bytes (RFC 9114 §4.2.2). */
    private static final int OVERHEAD = 32;

    private static final int INDEXED = 0x80;
    private static final int STATIC_INDEXED = 0x40;
    private static final int NAMED_BY_INDEX = 0x40;
    private static final int STATIC_NAME = 0x10;
    private static final int LITERAL = 0x20;
    private static final int BAD = -1;

    private final HpackScratch scratch;
    private final FieldBlock block;

    public QpackDecoder(HpackScratch scratch) {
        this.scratch = scratch;
        this.block = new FieldBlock(scratch);
    }

    /**
     * Decodes the span {@code [from, to)}.
     *
     * @param most bytes of names and values, and 32 for each field, that are handed on
     */
    public int decode(byte[] bytes, int from, int to, FieldSink sink, int most) {
        block.of(bytes, from, to);
        if (!begins()) {
            return MALFORMED;
        }
        long left = most;
        while (block.more()) {
            int size = field(sink, left);
            if (size == BAD) {
                return MALFORMED;
            }
            left = left < 0 ? left : left - size - OVERHEAD;
        }
        return left < 0 ? TOO_LARGE : COMPLETE;
    }

    /** §4.5.1: nothing of a table is needed, and the base is none below zero. */
    private boolean begins() {
        if (!block.more() || block.integer(8) != 0 || !block.more()) {
            return false;
        }
        boolean negative = block.peek() >= 0x80;
        return block.integer(7) != FieldBlock.MALFORMED && !negative;
    }

    /** Returns the bytes of name and value. */
    private int field(FieldSink sink, long left) {
        int first = block.peek();
        if (first >= INDEXED) {
            return (first & STATIC_INDEXED) == 0 ? BAD : indexed(sink, left);
        }
        int nameEnd = BAD;
        if ((first & NAMED_BY_INDEX) != 0) {
            nameEnd = (first & STATIC_NAME) == 0 ? BAD : name(block.integer(4));
        } else if ((first & LITERAL) != 0) {
            nameEnd = block.string(0, 3);
        }
        int valueEnd = nameEnd < 0 ? BAD : block.string(nameEnd, 7);
        if (valueEnd < 0) {
            return BAD;
        }
        if (valueEnd + OVERHEAD <= left) {
            sink.field(scratch.room(0), 0, nameEnd, valueEnd);
        }
        return valueEnd;
    }

    private int indexed(FieldSink sink, long left) {
        StaticTable all = QpackTable.FIELDS;
        int index = block.integer(6);
        if (index < 0 || index >= all.count()) {
            return BAD;
        }
        int start = all.start(index + 1);
        int length = all.valueEnd(index + 1) - start;
        if (length + OVERHEAD <= left) {
            sink.field(all.bytes(), start, all.nameEnd(index + 1), start + length);
        }
        return length;
    }

    /** Copies a name out of the table; returns where it ends. */
    private int name(int index) {
        StaticTable all = QpackTable.FIELDS;
        if (index < 0 || index >= all.count()) {
            return BAD;
        }
        int start = all.start(index + 1);
        int length = all.nameEnd(index + 1) - start;
        System.arraycopy(all.bytes(), start, scratch.room(length), 0, length);
        return length;
    }
}
