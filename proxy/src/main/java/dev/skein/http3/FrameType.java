package dev.skein.http3;

/** Types of frames, of one-way streams, and of settings (RFC 9114 §7.2, §6.2, §7.2.4.1). */
public final class FrameType {
    public static final int DATA = 0x0;
    public static final int HEADERS = 0x1;
    public static final int CANCEL_PUSH = 0x3;
    public static final int SETTINGS = 0x4;
    public static final int PUSH_PROMISE = 0x5;
    public static final int GOAWAY = 0x7;
    public static final int MAX_PUSH_ID = 0xd;
    /** One of those that mean nothing, and may come anywhere (RFC 9114 §7.2.8). */
    public static final int GREASE = 0x21;

    public static final int CONTROL_STREAM = 0x0;
    public static final int PUSH_STREAM = 0x1;
    public static final int QPACK_ENCODER_STREAM = 0x2;
    public static final int QPACK_DECODER_STREAM = 0x3;

    public static final int QPACK_MAX_TABLE_CAPACITY = 0x1;
    public static final int MAX_FIELD_SECTION_SIZE = 0x6;
    public static final int QPACK_BLOCKED_STREAMS = 0x7;
    /** RFC 9220. */
    public static final int ENABLE_CONNECT_PROTOCOL = 0x8;

    private FrameType() {}

    /** Whether HTTP/2 has such a frame and HTTP/3 has not, so that it must never come (RFC 9114 §7.2.8). */
    static boolean ofHttp2(long type) {
        return type == 0x2 || type == 0x6 || type == 0x8 || type == 0x9;
    }

    /** Whether it is one that says nothing to us, and may come on each stream of frames (RFC 9114 §9). */
    public static boolean isUnknown(long type) {
        boolean ours = type == DATA
                || type == HEADERS
                || type >= CANCEL_PUSH && type <= PUSH_PROMISE
                || type == GOAWAY
                || type == MAX_PUSH_ID;
        return !ours && !ofHttp2(type);
    }

    /** Whether HTTP/2 has such a setting and HTTP/3 has not (RFC 9114 §7.2.4.1). */
    static boolean settingOfHttp2(long id) {
        return id == 0 || id >= 0x2 && id <= 0x5;
    }
}
