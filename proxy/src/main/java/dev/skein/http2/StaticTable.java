package dev.skein.http2;

import dev.skein.model.Ascii;
import java.util.Arrays;

/** The 61 fields that both sides know (RFC 7541 appendix A), in one array, each value right behind its name. */
final class StaticTable {
    static final int COUNT = 61;
    /** The first one named {@code :status}. */
    static final int STATUS = 8;

    private static final String[] FIELDS = {
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

    static final byte[] BYTES;
    private static final short[] STARTS = new short[COUNT + 2];
    private static final short[] NAME_ENDS = new short[COUNT + 2];
    private static final int SLOTS = 256;
    /** By a hash of the name: the first index of that name; 0 is free. */
    private static final byte[] BY_NAME = new byte[SLOTS];

    static {
        StringBuilder all = new StringBuilder();
        for (int index = 1; index <= COUNT; index++) {
            String field = FIELDS[index - 1];
            int name = field.indexOf('=');
            STARTS[index] = (short) all.length();
            NAME_ENDS[index] = (short) (all.length() + name);
            all.append(field, 0, name).append(field, name + 1, field.length());
        }
        STARTS[COUNT + 1] = (short) all.length();
        BYTES = Ascii.bytes(all.toString());
        for (int index = 1; index <= COUNT; index++) {
            int start = start(index);
            int end = nameEnd(index);
            if (find(BYTES, start, end, FieldHash.of(BYTES, start, end)) == 0) {
                put(index, FieldHash.of(BYTES, start, end));
            }
        }
    }

    private StaticTable() {}

    private static void put(int index, int hash) {
        int slot = hash & SLOTS - 1;
        while (BY_NAME[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        BY_NAME[slot] = (byte) index;
    }

    static int start(int index) {
        return STARTS[index];
    }

    static int nameEnd(int index) {
        return NAME_ENDS[index];
    }

    static int valueEnd(int index) {
        return STARTS[index + 1];
    }

    /** The first index of a name in lower case, or 0. */
    static int find(byte[] bytes, int start, int end, int hash) {
        for (int slot = hash & SLOTS - 1; BY_NAME[slot] != 0; slot = slot + 1 & SLOTS - 1) {
            int index = BY_NAME[slot];
            if (Arrays.equals(bytes, start, end, BYTES, start(index), nameEnd(index))) {
                return index;
            }
        }
        return 0;
    }

    /** The index of name and value together, at or after the name's first one; or 0. */
    static int findValue(int first, byte[] bytes, int nameEnd, int valueEnd) {
        int length = nameEnd(first) - start(first);
        for (int index = first; index <= COUNT && sameName(index, first, length); index++) {
            if (valueEnd > nameEnd && Arrays.equals(bytes, nameEnd, valueEnd, BYTES, nameEnd(index), valueEnd(index))) {
                return index;
            }
        }
        return 0;
    }

    private static boolean sameName(int index, int first, int length) {
        return index == first
                || nameEnd(index) - start(index) == length
                        && Arrays.equals(BYTES, start(index), nameEnd(index), BYTES, start(first), nameEnd(first));
    }
}
