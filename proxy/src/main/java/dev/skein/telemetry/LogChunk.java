package dev.skein.telemetry;

/** A piece of the access log on its way from a loop to the writer: whole lines only. Owned by one thread at a time. */
final class LogChunk {
    final byte[] bytes;
    /** Bytes in use. */
    int length;
    /** Lines in it. */
    int lines;

    LogChunk(int capacity) {
        bytes = new byte[capacity];
    }

    void clear() {
        length = 0;
        lines = 0;
    }
}
