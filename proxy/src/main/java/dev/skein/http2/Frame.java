package dev.skein.http2;

/** Types, flags and fixed lengths of frames (RFC 9113 §4.1, §6). Lengths in bytes. */
public final class Frame {
    public static final int DATA = 0x0;
    public static final int HEADERS = 0x1;
    public static final int PRIORITY = 0x2;
    public static final int RST_STREAM = 0x3;
    public static final int SETTINGS = 0x4;
    public static final int PUSH_PROMISE = 0x5;
    public static final int PING = 0x6;
    public static final int GOAWAY = 0x7;
    public static final int WINDOW_UPDATE = 0x8;
    public static final int CONTINUATION = 0x9;

    public static final int ACK = 0x1;
    public static final int END_STREAM = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    /** HEADERS begin with the five bytes of a PRIORITY frame. */
    public static final int PRIORITISED = 0x20;

    /** What every frame begins with. */
    public static final int HEAD_BYTES = 9;

    public static final int PRIORITY_BYTES = 5;
    public static final int RST_STREAM_BYTES = 4;
    public static final int PING_BYTES = 8;
    public static final int WINDOW_UPDATE_BYTES = 4;
    public static final int SETTING_BYTES = 6;
    public static final int GOAWAY_LEAST_BYTES = 8;
    /** The payload that every peer takes, before and without settings. */
    public static final int SMALLEST_MAX_BYTES = 16_384;

    public static final int LARGEST_MAX_BYTES = (1 << 24) - 1;

    private Frame() {}
}
