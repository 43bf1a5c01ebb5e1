package dev.skein.http;

import dev.skein.model.Ascii;

/**
 * Reads one {@code Forwarded} value (RFC 7239 §4) into spans, strictly except that blanks around semicolons are let pass,
 * which common senders write. Reused; confined to one event loop.
 */
final class ForwardedElements {
    /** A client's way has no more proxies than this; a longer list is refused. */
    static final int MAX = 32;

    private static final byte[] FOR = Ascii.bytes("for");
    private static final byte[] PROTO = Ascii.bytes("proto");
    private static final byte[] HOST = Ascii.bytes("host");

    final long[] nodes = new long[MAX];
    final long[] protos = new long[MAX];
    final long[] hosts = new long[MAX];
    private byte[] in = {};
    private int at;
    private int end;

    /** Reads a field's value; returns the number of its elements, or -1 if it is malformed. */
    int read(byte[] bytes, int start, int valueEnd) {
        in = bytes;
        at = start;
        end = valueEnd;
        int count = 0;
        while (true) {
            blanks();
            if (at < end && in[at] == ',') {
                at++;
            } else if (at == end) {
                return count;
            } else if (count == MAX || !element(count)) {
                return -1;
            } else {
                count++;
            }
        }
    }

    private boolean element(int index) {
        nodes[index] = Span.NONE;
        protos[index] = Span.NONE;
        hosts[index] = Span.NONE;
        boolean separated = true;
        while (at < end && in[at] != ',') {
            if (in[at] == ';') {
                at++;
                separated = true;
            } else if (separated && pair(index)) {
                separated = false;
            } else {
                return false;
            }
            blanks();
        }
        return true;
    }

    private boolean pair(int index) {
        int name = at;
        int nameEnd = token();
        if (name == nameEnd || nameEnd == end || in[nameEnd] != '=') {
            return false;
        }
        at = nameEnd + 1;
        long value = value();
        return value != Span.NONE
                && !(is(FOR, name, nameEnd) && !put(nodes, index, value))
                && !(is(PROTO, name, nameEnd) && !put(protos, index, value))
                && !(is(HOST, name, nameEnd) && !put(hosts, index, value));
    }

    private boolean is(byte[] expected, int name, int nameEnd) {
        return Ascii.equalsIgnoreCase(in, name, nameEnd, expected);
    }

    /** A parameter must not occur twice in an element. */
    private static boolean put(long[] spans, int index, long value) {
        boolean first = spans[index] == Span.NONE;
        spans[index] = value;
        return first;
    }

    /** A token, or a quoted string without its quotes; one with an escape holds nothing we could use and is malformed. */
    private long value() {
        if (at == end || in[at] != '"') {
            int from = at;
            return token() == from ? Span.NONE : Span.of(from, at);
        }
        int from = ++at;
        while (at < end && in[at] != '"' && in[at] != '\\') {
            at++;
        }
        if (at == end || in[at] == '\\') {
            return Span.NONE;
        }
        return Span.of(from, at++);
    }

    private int token() {
        while (at < end && FieldRules.isToken(in[at])) {
            at++;
        }
        return at;
    }

    private void blanks() {
        while (at < end && blank(in[at])) {
            at++;
        }
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
