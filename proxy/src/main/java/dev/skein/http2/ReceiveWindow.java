package dev.skein.http2;

/**
 * How much the peer may still send on a stream, or on the connection (RFC 9113 §6.9), and how much it is owed for bytes
 * that were used up. What is owed is given back in large pieces, so that small frames don't cost an answer each.
 */
public final class ReceiveWindow {
    private int size;
    private int left;
    private int owed;

    /** Begins anew with that many bytes. */
    public void reset(int bytes) {
        size = bytes;
        left = bytes;
        owed = 0;
    }

    /** Bytes came; whether they were allowed to. */
    public boolean take(int bytes) {
        left -= bytes;
        return left >= 0;
    }

    /**
     * Bytes that came were used up.
     *
     * @return what to announce by WINDOW_UPDATE now; 0 for nothing
     */
    public int release(int bytes) {
        owed += bytes;
        if (owed < size - (size >>> 1)) {
            return 0;
        }
        int given = owed;
        owed = 0;
        left += given;
        return given;
    }
}
