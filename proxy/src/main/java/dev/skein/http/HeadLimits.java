package dev.skein.http;

/**
 * Bounds of a message head.
 *
 * @param startLineBytes longest request or status line, in bytes
 * @param fieldBytes most bytes of all header fields together, line ends and the empty line included
 * @param fields most header fields
 */
public record HeadLimits(int startLineBytes, int fieldBytes, int fields) {

    /** Longest head as a whole, in bytes. */
    public int headBytes() {
        return startLineBytes + fieldBytes;
    }
}
