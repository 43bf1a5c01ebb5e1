package dev.skein.http2;

import org.jspecify.annotations.Nullable;

/**
 * Reads header blocks (RFC 7541) of one direction of one connection. Every field goes to a {@link FieldSink} as bytes. What
 * a hostile block can cost is bounded: by its own length, by the table's bound, and by the limit of the list, beyond which
 * nothing is handed on any more though the table is kept right. Confined to the connection's loop.
 */
public final class HpackDecoder {
    /** What {@link #decode} says. */
    public static final int COMPLETE = 0;

    /** The list was larger than allowed; the table is right, so that the connection can go on. */
    public static final int TOO_LARGE = 1;

    /** A COMPRESSION_ERROR of the whole connection; see {@link #reason}. */
    public static final int MALFORMED = 2;

    private static final int OVERHEAD = 32;
    private static final int INDEXED = 0x80;
    private static final int INCREMENTAL = 0x40;
    private static final int SIZE_UPDATE = 0x20;
    /** RFC 7541 §4.2: the smallest size since the last block, and the final one. */
    private static final int SIZE_UPDATES = 2;

    private static final int FAULT = -1;

    private final DynamicTable table;
    private final int tableBound;
    private final HpackScratch scratch;
    private final FieldBlock block;
    private String reason = "";
    private byte[] found = {};
    private int foundStart;
    private int foundName;
    private int foundValue;

    /**
     * Makes one with an empty table.
     *
     * @param tableBound bytes, as announced by SETTINGS_HEADER_TABLE_SIZE, 0 to 2^24
     */
    public HpackDecoder(HpackScratch scratch, int tableBound) {
        this.scratch = scratch;
        this.block = new FieldBlock(scratch);
        this.tableBound = tableBound;
        this.table = new DynamicTable(tableBound);
    }

    /** Why the last block was malformed. */
    public String reason() {
        return reason;
    }

    /** Sets the block that {@link #decode} reads: the span {@code [from, to)}, a whole one, its fragments joined. */
    public HpackDecoder of(byte[] bytes, int from, int to) {
        block.of(bytes, from, to);
        return this;
    }

    /**
     * Decodes the block.
     *
     * @param most bytes of names and values, and 32 for each field, that are handed on
     */
    public int decode(FieldSink sink, int most) {
        long left = most;
        int updates = 0;
        boolean fields = false;
        while (block.more()) {
            int first = block.peek();
            if ((first & 0xe0) == SIZE_UPDATE) {
                if (fields || ++updates > SIZE_UPDATES || !resize()) {
                    reason = "table size update that is not allowed";
                    return MALFORMED;
                }
                continue;
            }
            fields = true;
            // Only below zero ends it: the table must still be kept right.
            FieldSink to = left >= 0 ? sink : null;
            int size = first >= INDEXED ? indexed(to, left) : literal(first, to, left);
            if (size == FAULT) {
                return MALFORMED;
            }
            left = left < 0 ? left : left - size - OVERHEAD;
        }
        return left < 0 ? TOO_LARGE : COMPLETE;
    }

    private boolean resize() {
        int size = block.integer(5);
        if (size < 0 || size > tableBound) {
            return false;
        }
        table.bound(size);
        return true;
    }

    /** RFC 7541 §6.1. Returns the bytes of name and value. */
    private int indexed(@Nullable FieldSink sink, long left) {
        int index = block.integer(7);
        if (!find(index)) {
            return fault("index " + index);
        }
        int length = foundValue - foundStart;
        if (sink != null && length + OVERHEAD <= left) {
            sink.field(found, foundStart, foundName, foundValue);
        }
        return length;
    }

    /** RFC 7541 §6.2. Returns the bytes of name and value, which are put together in the scratch array. */
    private int literal(int first, @Nullable FieldSink sink, long left) {
        boolean incremental = (first & INCREMENTAL) != 0;
        int index = block.integer(incremental ? 6 : 4);
        int nameEnd = index == 0 ? string(0) : name(index);
        if (nameEnd == FAULT) {
            return FAULT;
        }
        int valueEnd = string(nameEnd);
        if (valueEnd == FAULT) {
            return FAULT;
        }
        byte[] bytes = scratch.room(0);
        if (sink != null && valueEnd + OVERHEAD <= left) {
            sink.field(bytes, 0, nameEnd, valueEnd);
        }
        if (incremental) {
            table.add(bytes, 0, nameEnd, valueEnd);
        }
        return valueEnd;
    }

    /** Finds what an index stands for. */
    private boolean find(int index) {
        if (index <= 0 || index > StaticTable.COUNT + table.count()) {
            return false;
        }
        if (index <= StaticTable.COUNT) {
            found = StaticTable.HPACK.bytes();
            foundStart = StaticTable.HPACK.start(index);
            foundName = StaticTable.HPACK.nameEnd(index);
            foundValue = StaticTable.HPACK.valueEnd(index);
        } else {
            int number = table.next() - (index - StaticTable.COUNT);
            found = table.bytes();
            foundStart = table.start(number);
            foundName = table.nameEnd(number);
            foundValue = table.valueEnd(number);
        }
        return true;
    }

    /** Copies a name out of the tables; returns where it ends. */
    private int name(int index) {
        if (!find(index)) {
            return fault("index " + index + " of a name");
        }
        int length = foundName - foundStart;
        System.arraycopy(found, foundStart, scratch.room(length), 0, length);
        return length;
    }

    /** RFC 7541 §5.2: a string, decoded into the scratch array; returns where it ends. */
    private int string(int to) {
        int ends = block.string(to, 7);
        return ends < 0 ? fault(block.fault()) : ends;
    }

    private int fault(String why) {
        reason = why;
        return FAULT;
    }
}
