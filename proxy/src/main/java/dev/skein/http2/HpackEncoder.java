package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/**
 * Writes header blocks (RFC 7541) of one direction of one connection, straight into a buffer. A field that is seen for the
 * second time goes into the table, so that what repeats ({@code server}, {@code content-type}, the {@code date} of this
 * second) is one byte from then on, and what never repeats pushes nothing out. Secrets are never put there, and are marked
 * so that nobody else does (§7.1.3). No Huffman code: it would take longer than the encryption of what it saves.
 * Confined to the connection's loop.
 */
public final class HpackEncoder implements FieldWriter {
    /** What we use of the peer's table at the most. */
    private static final int TABLE = 4096;

    private static final int SLOTS = 64;
    /** Longer fields are seldom the same twice, and push out too much. */
    private static final int LONGEST_INDEXED = 512;

    private static final int INDEXED = 0x80;
    private static final int INCREMENTAL = 0x40;
    private static final int SIZE_UPDATE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int[] NO_SLOTS = {};

    private final HpackScratch scratch;
    private final DynamicTable table = new DynamicTable(TABLE);
    /** By hash: what was seen last there, and the number of the entry where it is in the table. */
    private int[] hashes = NO_SLOTS;

    private int[] numbers = NO_SLOTS;
    /** Smallest bound since the last block, or -1 where nothing is to be told. */
    private int lowest = -1;

    public HpackEncoder(HpackScratch scratch) {
        this.scratch = scratch;
    }

    /** The peer's SETTINGS_HEADER_TABLE_SIZE. */
    public void tableSize(long most) {
        int bound = (int) Math.min(most, TABLE);
        if (bound != table.bound()) {
            lowest = lowest < 0 ? bound : Math.min(lowest, bound);
            table.bound(bound);
        }
    }

    /** Tells first what became of the table's size. */
    @Override
    public void begin(ByteBuf out) {
        if (hashes.length == 0) {
            hashes = new int[SLOTS];
            numbers = new int[SLOTS];
        }
        if (lowest >= 0) {
            if (lowest < table.bound()) {
                PrefixedInteger.write(out, SIZE_UPDATE, 5, lowest);
            }
            PrefixedInteger.write(out, SIZE_UPDATE, 5, table.bound());
            lowest = -1;
        }
    }

    @Override
    public void status(ByteBuf out, int status) {
        int index = switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (index > 0) {
            out.writeByte(INDEXED | index);
        } else {
            out.writeByte(StaticTable.STATUS);
            StringLiteral.status(out, status);
        }
    }

    @Override
    public void field(ByteBuf out, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int name = nameEnd - nameStart;
        int length = name + valueEnd - valueStart;
        byte[] text = scratch.lower(bytes, nameStart, nameEnd, valueStart, valueEnd);
        int index = StaticTable.HPACK.find(text, 0, name);
        if (Secrets.is(text, name)) {
            literal(out, NEVER_INDEXED, 4, index, name, length);
        } else if (length > LONGEST_INDEXED) {
            literal(out, 0, 4, index, name, length);
        } else {
            remembered(out, index, name, length);
        }
    }

    private void remembered(ByteBuf out, int index, int name, int length) {
        byte[] text = scratch.room(length);
        int whole = index == 0 ? 0 : StaticTable.HPACK.findValue(index, text, name, length);
        if (whole > 0) {
            PrefixedInteger.write(out, INDEXED, 7, whole);
            return;
        }
        // The name's length is part of it: it is what tells "ab: c" from "a: bc".
        int hash = FieldHash.of(text, 0, length) + name;
        int slot = hash & SLOTS - 1;
        if (hashes[slot] != hash) {
            hashes[slot] = hash;
            numbers[slot] = Integer.MIN_VALUE;
            literal(out, 0, 4, index, name, length);
            return;
        }
        int number = numbers[slot];
        if (number != Integer.MIN_VALUE && table.holds(number, text, name, length)) {
            PrefixedInteger.write(out, INDEXED, 7, StaticTable.COUNT + table.next() - number);
            return;
        }
        numbers[slot] = table.next();
        table.add(text, 0, name, length);
        literal(out, INCREMENTAL, 6, index, name, length);
    }

    private void literal(ByteBuf out, int kind, int prefix, int index, int name, int length) {
        byte[] text = scratch.room(length);
        PrefixedInteger.write(out, kind, prefix, index);
        if (index == 0) {
            StringLiteral.write(out, 0, 7, text, 0, name);
        }
        StringLiteral.write(out, 0, 7, text, name, length);
    }
}
