package dev.skein.http2;

import java.util.Arrays;

/**
 * The fields that one side has told the other (RFC 7541 §2.3.2, §4): first in, first out, under a hard bound. All bytes lie
 * in one array, each entry in one piece: new ones behind, and when the end is reached the living ones move to the front.
 * That is one copy of each byte at the most. Takes memory only as it fills.
 */
final class DynamicTable {
    private static final int OVERHEAD = 32;
    private static final int FIRST_BYTES = 256;
    private static final int FIRST_ENTRIES = 16;
    private static final byte[] NOTHING = {};
    private static final int[] NO_ENTRIES = {};

    private byte[] bytes = NOTHING;
    /** Where the next entry begins. */
    private int end;
    /** By entry number, modulo their length: start and end of the name; the value ends where the next entry starts. */
    private int[] starts = NO_ENTRIES;

    private int[] nameEnds = NO_ENTRIES;
    private int[] valueEnds = NO_ENTRIES;
    /** Number of the entry that comes next; the newest has one less. */
    private int next;

    private int count;
    private int size;
    private int bound;

    DynamicTable(int bound) {
        this.bound = bound;
    }

    /** Changes the bound, which evicts what is too much. In bytes, with 32 for each entry. */
    void bound(int most) {
        bound = most;
        evict(0);
    }

    int bound() {
        return bound;
    }

    int count() {
        return count;
    }

    /** Number of the entry to come. */
    int next() {
        return next;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Of an entry by its number. */
    int start(int number) {
        return starts[number & starts.length - 1];
    }

    int nameEnd(int number) {
        return nameEnds[number & starts.length - 1];
    }

    int valueEnd(int number) {
        return valueEnds[number & starts.length - 1];
    }

    /** Adds a field; one that is larger than the bound empties the table (RFC 7541 §4.4). Not out of our own array. */
    void add(byte[] from, int start, int nameEnd, int valueEnd) {
        int length = valueEnd - start;
        if (length > bound - OVERHEAD) {
            clear();
            return;
        }
        evict(length + OVERHEAD);
        room(length);
        if (count == starts.length) {
            moreEntries();
        }
        System.arraycopy(from, start, bytes, end, length);
        int slot = next & starts.length - 1;
        starts[slot] = end;
        nameEnds[slot] = end + nameEnd - start;
        end += length;
        valueEnds[slot] = end;
        next++;
        count++;
        size += length + OVERHEAD;
    }

    private void clear() {
        count = 0;
        size = 0;
        end = 0;
    }

    private void evict(int more) {
        while (count > 0 && size + more > bound) {
            int oldest = next - count;
            size -= valueEnd(oldest) - start(oldest) + OVERHEAD;
            count--;
        }
        if (count == 0) {
            end = 0;
        }
    }

    /** Room behind the last entry: by moving to the front where half of the array is free, else by a larger one. */
    private void room(int length) {
        if (end + length <= bytes.length) {
            return;
        }
        int from = count == 0 ? end : start(next - count);
        int living = end - from;
        byte[] to = bytes;
        if (2 * (living + length) > bytes.length) {
            to = new byte[Math.max(FIRST_BYTES, Integer.highestOneBit(2 * (living + length)) * 2)];
        }
        System.arraycopy(bytes, from, to, 0, living);
        bytes = to;
        for (int number = next - count; number != next; number++) {
            int slot = number & starts.length - 1;
            starts[slot] -= from;
            nameEnds[slot] -= from;
            valueEnds[slot] -= from;
        }
        end = living;
    }

    private void moreEntries() {
        int length = Math.max(FIRST_ENTRIES, 2 * starts.length);
        int[] oldStarts = starts;
        int[] oldNames = nameEnds;
        int[] oldValues = valueEnds;
        starts = new int[length];
        nameEnds = new int[length];
        valueEnds = new int[length];
        for (int number = next - count; number != next; number++) {
            int from = number & oldStarts.length - 1;
            int to = number & length - 1;
            starts[to] = oldStarts[from];
            nameEnds[to] = oldNames[from];
            valueEnds[to] = oldValues[from];
        }
    }

    /** Whether the entry of that number is still there and holds exactly that field, which begins its array. */
    boolean holds(int number, byte[] other, int name, int length) {
        int age = next - number;
        return age > 0
                && age <= count
                && nameEnd(number) - start(number) == name
                && Arrays.equals(other, 0, length, bytes, start(number), valueEnd(number));
    }
}
