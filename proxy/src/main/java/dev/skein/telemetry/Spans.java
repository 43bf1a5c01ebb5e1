package dev.skein.telemetry;

/** Searching in spans of bytes. */
final class Spans {
    private Spans() {}

    /** Index of the first such byte from {@code from} on, or {@code end}. */
    static int indexOf(byte wanted, byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }
}
