package dev.skein.vip;

import java.nio.ByteBuffer;

/** One transaction of nf_tables: all of it takes effect in one moment, or nothing. Pure: writes bytes. */
final class NftBatch {
    static final int NETDEV = 5;
    static final int SUBSYSTEM = 10;
    static final int NEW_TABLE = 0;
    static final int DELETE_TABLE = 2;
    static final int NEW_CHAIN = 3;
    static final int NEW_RULE = 6;
    static final int NEW_SET = 9;
    static final int NEW_ELEMENT = 12;
    static final int DELETE_ELEMENT = 14;
    static final int INGRESS = 0;
    static final int EGRESS = 1;
    static final int TIMEOUT = 0x10;

    private static final int MAP = 0x8;
    private static final int DYNAMIC = 0x20;
    private static final int BEGIN = 0x10;
    private static final int END = 0x11;
    private static final int ACCEPT = 1;
    private static final int ELEMENT = 1;

    private final MessageWriter out;
    private final String table;
    private int sequence;
    /** Where the last element's two times stand. */
    private int timeoutAt;

    private int expiresAt;
    private int list;

    NftBatch(ByteBuffer buffer, String table) {
        this.out = new MessageWriter(buffer);
        this.table = table;
    }

    NftBatch begin() {
        sequence = 0;
        out.clear().begin(BEGIN, MessageWriter.REQUEST, sequence);
        header(0, SUBSYSTEM);
        out.end();
        return this;
    }

    /** What is to be sent; the same buffer, so that times can be patched and it can be sent again. */
    ByteBuffer end() {
        out.begin(END, MessageWriter.REQUEST, ++sequence);
        header(0, SUBSYSTEM);
        out.end();
        return out.written();
    }

    private void header(int family, int resource) {
        out.u8(family).u8(0).big16(resource);
    }

    private MessageWriter message(int type, int flags) {
        out.begin(SUBSYSTEM << 8 | type, flags | MessageWriter.REQUEST, ++sequence);
        header(NETDEV, 0);
        return out.attribute(1, table);
    }

    /** Makes it, or does nothing if it is there: whoever owns it. */
    NftBatch table() {
        message(NEW_TABLE, MessageWriter.CREATE).end();
        return this;
    }

    NftBatch table(int flags) {
        message(NEW_TABLE, MessageWriter.CREATE | MessageWriter.ACK)
                .big(2, flags)
                .end();
        return this;
    }

    /** With all that is in it. */
    NftBatch deleteTable() {
        message(DELETE_TABLE, MessageWriter.ACK).end();
        return this;
    }

    /** {@code type} is a number of the nft tool's, by which it knows how to print: 7 IPv4, 8 IPv6, 9 Ethernet. */
    NftBatch set(String name, int type, int length, int flags) {
        message(NEW_SET, MessageWriter.CREATE)
                .attribute(2, name)
                .big(3, flags)
                .big(4, type)
                .big(5, length)
                .big(10, sequence)
                .end();
        return this;
    }

    /** A set that rules add to: at most {@code size} elements, each for a time. */
    NftBatch dynamicSet(String name, int type, int length, int size) {
        message(NEW_SET, MessageWriter.CREATE)
                .attribute(2, name)
                .big(3, TIMEOUT | DYNAMIC)
                .big(4, type)
                .big(5, length);
        int nest = out.nest(9);
        out.big(1, size).close(nest).big(10, sequence).end();
        return this;
    }

    /** A set whose elements, each for a time, have a value. */
    NftBatch map(String name, int type, int length, int valueType, int valueLength) {
        message(NEW_SET, MessageWriter.CREATE)
                .attribute(2, name)
                .big(3, TIMEOUT | MAP)
                .big(4, type)
                .big(5, length)
                .big(6, valueType)
                .big(7, valueLength)
                .big(10, sequence)
                .end();
        return this;
    }

    /** Removes all elements. */
    NftBatch empty(String set) {
        message(DELETE_ELEMENT, 0).attribute(2, set).end();
        return this;
    }

    /** An element of a map, which stays. */
    NftBatch element(String map, byte[] key, byte[] value) {
        int nest = elements(NEW_ELEMENT, MessageWriter.CREATE, map, key);
        int data = out.nest(2);
        out.attribute(1, value).close(data);
        out.close(nest);
        return closeElements();
    }

    /** An element of a map. */
    NftBatch element(String map, byte[] key, byte[] value, long millis) {
        int nest = elements(NEW_ELEMENT, MessageWriter.CREATE | MessageWriter.ACK, map, key);
        int data = out.nest(2);
        out.attribute(1, value).close(data);
        out.big(4, millis);
        out.big(5, millis);
        out.close(nest);
        return closeElements();
    }

    NftBatch chain(String name, int hook, int priority, String device) {
        message(NEW_CHAIN, MessageWriter.CREATE).attribute(3, name);
        int nest = out.nest(4);
        out.big(1, hook).big(2, priority).attribute(3, device).close(nest);
        out.big(5, ACCEPT).attribute(7, "filter").end();
        return this;
    }

    NftBatch rule(String chain, NftRule rule) {
        message(NEW_RULE, MessageWriter.CREATE | MessageWriter.APPEND).attribute(2, chain);
        int nest = out.nest(4);
        rule.write(out);
        out.close(nest).end();
        return this;
    }

    /** An element that stays. */
    NftBatch element(String set, byte[] key) {
        int nest = elements(NEW_ELEMENT, MessageWriter.CREATE, set, key);
        out.close(nest);
        return closeElements();
    }

    /** An element that the kernel forgets after that many milliseconds, counted from this transaction. */
    NftBatch element(String set, byte[] key, long millis) {
        int nest = elements(NEW_ELEMENT, MessageWriter.CREATE | MessageWriter.ACK, set, key);
        timeoutAt = out.big(4, millis);
        expiresAt = out.big(5, millis);
        out.close(nest);
        return closeElements();
    }

    NftBatch deleteElement(String set, byte[] key) {
        int nest = elements(DELETE_ELEMENT, MessageWriter.ACK, set, key);
        out.close(nest);
        return closeElements();
    }

    private int elements(int type, int flags, String set, byte[] key) {
        message(type, flags).attribute(2, set);
        list = out.nest(3);
        int element = out.nest(ELEMENT);
        int value = out.nest(1);
        out.attribute(1, key).close(value);
        return element;
    }

    private NftBatch closeElements() {
        out.close(list).end();
        return this;
    }

    int timeoutAt() {
        return timeoutAt;
    }

    int expiresAt() {
        return expiresAt;
    }

    void patch(int at, long value) {
        out.patchBig(at, value);
    }
}
