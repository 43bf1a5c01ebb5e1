package dev.skein.http;

import io.netty.buffer.ByteBuf;

/** Follows one direction of a WebSocket (RFC 6455 §5.2), so that a frame of our own can go between two of others. */
public final class WebSocketFrames {
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private long payload;
    /** Bytes of a frame's head that were read, and of its longer length and mask that are to come. */
    private int head;

    private int lengthBytes;
    private int maskBytes;
    private long length;

    /** Whether the next byte begins a frame. */
    public boolean between() {
        return head == 0 && payload == 0;
    }

    /**
     * Reads on; nothing is consumed.
     *
     * @param whole false: no further than to where the next frame begins, if it does so in here
     * @return how many bytes that were
     */
    public int follow(ByteBuf data, boolean whole) {
        int from = data.readerIndex();
        int at = from;
        int end = data.writerIndex();
        while (at < end) {
            if (payload > 0) {
                long part = Math.min(payload, end - at);
                payload -= part;
                at += (int) part;
            } else {
                head(data.getUnsignedByte(at));
                at++;
            }
            if (!whole && between()) {
                return at - from;
            }
        }
        return at - from;
    }

    private void head(int next) {
        head++;
        if (head == 1) {
            return;
        }
        if (head == 2) {
            int told = next & LENGTH;
            lengthBytes = told == SHORT ? Short.BYTES : told == LONG ? Long.BYTES : 0;
            length = lengthBytes == 0 ? told : 0;
            maskBytes = (next & MASKED) == 0 ? 0 : Integer.BYTES;
        } else if (lengthBytes > 0) {
            lengthBytes--;
            length = length << Byte.SIZE | next;
        } else {
            maskBytes--;
        }
        if (lengthBytes == 0 && maskBytes == 0) {
            head = 0;
            // More than there can be is no frame: then nothing of ours goes in between.
            payload = length < 0 ? Long.MAX_VALUE : length;
        }
    }
}
