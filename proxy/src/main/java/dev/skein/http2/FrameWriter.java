package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/** Appends frames, or their heads, to a buffer (RFC 9113 §4.1, §6). */
public final class FrameWriter {
    /** Where the flags stand in a frame, from its beginning. */
    public static final int FLAGS_AT = 4;

    private FrameWriter() {}

    /** A frame's head; the payload of that many bytes follows by the caller. */
    public static void head(ByteBuf out, int length, int typeAndFlags, int stream) {
        out.writeLong((long) length << 40 | (long) (typeAndFlags & 0xffff) << 24 | stream >>> 8 & 0xffffff);
        out.writeByte(stream);
    }

    /** What {@link #head} takes as its third. */
    public static int typed(int type, int flags) {
        return type << 8 | flags;
    }

    public static void reset(ByteBuf out, int stream, int code) {
        head(out, Frame.RST_STREAM_BYTES, typed(Frame.RST_STREAM, 0), stream);
        out.writeInt(code);
    }

    public static void windowUpdate(ByteBuf out, int stream, int increment) {
        head(out, Frame.WINDOW_UPDATE_BYTES, typed(Frame.WINDOW_UPDATE, 0), stream);
        out.writeInt(increment);
    }

    public static void ping(ByteBuf out, long data, boolean ack) {
        head(out, Frame.PING_BYTES, typed(Frame.PING, ack ? Frame.ACK : 0), 0);
        out.writeLong(data);
    }

    public static void goAway(ByteBuf out, int lastStream, int code) {
        head(out, Frame.GOAWAY_LEAST_BYTES, typed(Frame.GOAWAY, 0), 0);
        out.writeInt(lastStream);
        out.writeInt(code);
    }

    public static void settingsAck(ByteBuf out) {
        head(out, 0, typed(Frame.SETTINGS, Frame.ACK), 0);
    }

    /** The head of a SETTINGS frame with that many settings, each to follow by {@link #setting}. */
    public static void settings(ByteBuf out, int count) {
        head(out, count * Frame.SETTING_BYTES, typed(Frame.SETTINGS, 0), 0);
    }

    public static void setting(ByteBuf out, int id, int value) {
        out.writeShort(id);
        out.writeInt(value);
    }

    /**
     * Makes frames of a header block that was written behind room for one frame's head: HEADERS, and CONTINUATION where
     * the block is longer than a frame may be.
     *
     * @param start where the room begins; the block reaches to the writer index
     * @param maxFrame bytes of payload that the peer takes
     */
    public static void frameBlock(ByteBuf out, int start, int maxFrame, int stream, boolean endStream) {
        int length = out.writerIndex() - start - Frame.HEAD_BYTES;
        int more = (Math.max(length, 1) - 1) / maxFrame;
        int end = out.writerIndex() + more * Frame.HEAD_BYTES;
        if (more > 0) {
            out.ensureWritable(more * Frame.HEAD_BYTES);
        }
        // From behind, because each part moves to make room for the heads in front of it.
        for (int part = more; part >= 0; part--) {
            int from = start + Frame.HEAD_BYTES + part * maxFrame;
            int size = Math.min(maxFrame, length - part * maxFrame);
            int to = from + part * Frame.HEAD_BYTES;
            if (part > 0) {
                byte[] moved = new byte[size];
                out.getBytes(from, moved);
                out.setBytes(to, moved);
            }
            int flags = (part == more ? Frame.END_HEADERS : 0) | (part == 0 && endStream ? Frame.END_STREAM : 0);
            out.writerIndex(to - Frame.HEAD_BYTES);
            head(out, size, typed(part == 0 ? Frame.HEADERS : Frame.CONTINUATION, flags), stream);
        }
        out.writerIndex(end);
    }
}
