package dev.skein.http2;

import dev.skein.model.Ascii;
import java.util.Arrays;

/** Fields that both sides know, in one array, each value right behind its name; counted from 1 on. Immutable. */
public final class StaticTable {
    /** Of HPACK. */
    static final int COUNT = 61;
    /** Of HPACK, the first one named {@code :status}. */
    static final int STATUS = 8;

    private static final int SLOTS = 256;

    private static final String[] HPACK_FIELDS = {
        ":authority=",
        ":method=GET",
        ":method=POST",
        ":path=/",
        ":path=/index.html",
        ":scheme=http",
        ":scheme=https",
        ":status=200",
        ":status=204",
        ":status=206",
        ":status=304",
        ":status=400",
        ":status=404",
        ":status=500",
        "accept-charset=",
        "accept-encoding=gzip, deflate",
        "accept-language=",
        "accept-ranges=",
        "accept=",
        "access-control-allow-origin=",
        "age=",
        "allow=",
        "authorization=",
        "cache-control=",
        "content-disposition=",
        "content-encoding=",
        "content-language=",
        "content-length=",
        "content-location=",
        "content-range=",
        "content-type=",
        "cookie=",
        "date=",
        "etag=",
        "expect=",
        "expires=",
        "from=",
        "host=",
        "if-match=",
        "if-modified-since=",
        "if-none-match=",
        "if-range=",
        "if-unmodified-since=",
        "last-modified=",
        "link=",
        "location=",
        "max-forwards=",
        "proxy-authenticate=",
        "proxy-authorization=",
        "range=",
        "referer=",
        "refresh=",
        "retry-after=",
        "server=",
        "set-cookie=",
        "strict-transport-security=",
        "transfer-encoding=",
        "user-agent=",
        "vary=",
        "via=",
        "www-authenticate="
    };

    /** RFC 7541 appendix A. */
    static final StaticTable HPACK = new StaticTable(HPACK_FIELDS);

    private final byte[] bytes;
    private final int count;
    private final short[] starts;
    private final short[] nameEnds;
    /** By a hash of the name: the first index of that name; 0 is free. */
    private final byte[] byName = new byte[SLOTS];

    /**
     * Of fields as {@code name=value}.
     *
     * @param fields at most 127
     */
    public StaticTable(String... fields) {
        count = fields.length;
        starts = new short[count + 2];
        nameEnds = new short[count + 2];
        StringBuilder all = new StringBuilder();
        for (int index = 1; index <= count; index++) {
            String field = fields[index - 1];
            int name = field.indexOf('=');
            starts[index] = (short) all.length();
            nameEnds[index] = (short) (all.length() + name);
            all.append(field, 0, name).append(field, name + 1, field.length());
        }
        starts[count + 1] = (short) all.length();
        bytes = Ascii.bytes(all.toString());
        for (int index = 1; index <= count; index++) {
            int start = start(index);
            int end = nameEnd(index);
            if (find(bytes, start, end) == 0) {
                put(index, FieldHash.of(bytes, start, end));
            }
        }
    }

    private void put(int index, int hash) {
        int slot = hash & SLOTS - 1;
        while (byName[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        byName[slot] = (byte) index;
    }

    /** All names and values; not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many fields there are. */
    public int count() {
        return count;
    }

    /** Where a field begins. */
    public int start(int index) {
        return starts[index];
    }

    /** Where its name ends and its value begins. */
    public int nameEnd(int index) {
        return nameEnds[index];
    }

    /** Where it ends. */
    public int valueEnd(int index) {
        return starts[index + 1];
    }

    /** The first index of a name in lower case, or 0. */
    public int find(byte[] name, int start, int end) {
        for (int slot = FieldHash.of(name, start, end) & SLOTS - 1; byName[slot] != 0; slot = slot + 1 & SLOTS - 1) {
            int index = byName[slot];
            if (Arrays.equals(name, start, end, bytes, start(index), nameEnd(index))) {
                return index;
            }
        }
        return 0;
    }

    /** The index of name and value together, at or right after the name's first one; or 0. */
    public int findValue(int first, byte[] field, int nameEnd, int valueEnd) {
        int length = nameEnd(first) - start(first);
        for (int index = first; index <= count && sameName(index, first, length); index++) {
            if (valueEnd > nameEnd && Arrays.equals(field, nameEnd, valueEnd, bytes, nameEnd(index), valueEnd(index))) {
                return index;
            }
        }
        return 0;
    }

    private boolean sameName(int index, int first, int length) {
        return index == first
                || nameEnd(index) - start(index) == length
                        && Arrays.equals(bytes, start(index), nameEnd(index), bytes, start(first), nameEnd(first));
    }
}
