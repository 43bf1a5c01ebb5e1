package dev.skein.http2;

/** How much we may still send on a stream, or on the connection (RFC 9113 §6.9). Below 0 after a change of settings. */
public final class SendWindow {
    private int left;

    /** Begins anew with that many bytes. */
    public void reset(int bytes) {
        left = bytes;
    }

    /** Bytes that may be sent now; negative where the peer owes us some. */
    public int left() {
        return left;
    }

    /** Bytes were sent: at most {@link #left}. */
    public void take(int bytes) {
        left -= bytes;
    }

    /**
     * The peer gives, or by a setting takes, some.
     *
     * @return false where the window would be larger than 2^31-1, which is a FLOW_CONTROL_ERROR
     */
    public boolean add(int bytes) {
        long sum = (long) left + bytes;
        if (sum > Integer.MAX_VALUE || sum < Integer.MIN_VALUE) {
            return false;
        }
        left = (int) sum;
        return true;
    }
}
