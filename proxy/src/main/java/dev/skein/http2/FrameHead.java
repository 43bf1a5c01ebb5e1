package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/** The nine bytes in front of a frame's payload, as read last (RFC 9113 §4.1). Used again for frame after frame. */
public final class FrameHead {
    private int length;
    private int type;
    private int flags;
    private int stream;

    /** Reads one; the buffer must hold {@link Frame#HEAD_BYTES} at least. */
    public void read(ByteBuf in) {
        length = in.readUnsignedMedium();
        type = in.readUnsignedByte();
        flags = in.readUnsignedByte();
        stream = in.readInt() & Integer.MAX_VALUE;
    }

    /** Of the payload, in bytes. */
    public int length() {
        return length;
    }

    /** As in {@link Frame}, or one that nobody knows. */
    public int type() {
        return type;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** 0 for the connection as a whole. */
    public int stream() {
        return stream;
    }

    /**
     * What is wrong with the payload's length, or the stream where there should be none or one.
     *
     * @return an {@link ErrorCode} for the whole connection; {@link ErrorCode#NO_ERROR} where all is well
     */
    public int fault() {
        return switch (type) {
            case Frame.DATA, Frame.HEADERS, Frame.CONTINUATION, Frame.PRIORITY ->
                stream == 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.NO_ERROR;
            case Frame.RST_STREAM -> stream == 0 ? ErrorCode.PROTOCOL_ERROR : sized(length == Frame.RST_STREAM_BYTES);
            case Frame.SETTINGS ->
                stream != 0
                        ? ErrorCode.PROTOCOL_ERROR
                        : sized(has(Frame.ACK) ? length == 0 : length % Frame.SETTING_BYTES == 0);
            case Frame.PING -> stream != 0 ? ErrorCode.PROTOCOL_ERROR : sized(length == Frame.PING_BYTES);
            case Frame.GOAWAY -> stream != 0 ? ErrorCode.PROTOCOL_ERROR : sized(length >= Frame.GOAWAY_LEAST_BYTES);
            case Frame.WINDOW_UPDATE -> sized(length == Frame.WINDOW_UPDATE_BYTES);
            default -> ErrorCode.NO_ERROR;
        };
    }

    private static int sized(boolean right) {
        return right ? ErrorCode.NO_ERROR : ErrorCode.FRAME_SIZE_ERROR;
    }
}
