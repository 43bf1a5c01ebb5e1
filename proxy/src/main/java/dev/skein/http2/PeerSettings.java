package dev.skein.http2;

/** What the other side has set (RFC 9113 §6.5.2), from the protocol's defaults on. */
public final class PeerSettings {
    public static final int HEADER_TABLE_SIZE = 0x1;
    public static final int ENABLE_PUSH = 0x2;
    public static final int MAX_CONCURRENT_STREAMS = 0x3;
    public static final int INITIAL_WINDOW_SIZE = 0x4;
    public static final int MAX_FRAME_SIZE = 0x5;
    public static final int MAX_HEADER_LIST_SIZE = 0x6;
    /** RFC 8441. */
    public static final int ENABLE_CONNECT_PROTOCOL = 0x8;
    /** RFC 9218 §2.1. */
    public static final int NO_RFC7540_PRIORITIES = 0x9;

    /** The window of a connection, and of streams before any setting; in bytes. */
    public static final int DEFAULT_WINDOW = 65_535;

    private long headerTableSize = 4096;
    private long maxConcurrentStreams = Integer.MAX_VALUE;
    private int initialWindow = DEFAULT_WINDOW;
    private int maxFrame = Frame.SMALLEST_MAX_BYTES;
    private long maxHeaderList = Long.MAX_VALUE;

    /**
     * Takes one setting; unknown ones are ignored, as they must be.
     *
     * @param value 0 to 2^32-1
     * @return an {@link ErrorCode} for the whole connection; {@link ErrorCode#NO_ERROR} where the value is allowed
     */
    public int apply(int id, long value) {
        switch (id) {
            case HEADER_TABLE_SIZE -> headerTableSize = value;
            case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES -> {
                return value > 1 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.NO_ERROR;
            }
            case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
            case INITIAL_WINDOW_SIZE -> {
                if (value > Integer.MAX_VALUE) {
                    return ErrorCode.FLOW_CONTROL_ERROR;
                }
                initialWindow = (int) value;
            }
            case MAX_FRAME_SIZE -> {
                if (value < Frame.SMALLEST_MAX_BYTES || value > Frame.LARGEST_MAX_BYTES) {
                    return ErrorCode.PROTOCOL_ERROR;
                }
                maxFrame = (int) value;
            }
            case MAX_HEADER_LIST_SIZE -> maxHeaderList = value;
            default -> {
                // RFC 9113 §6.5.2: ignored.
            }
        }
        return ErrorCode.NO_ERROR;
    }

    /** Bytes that our encoder's table may take. */
    public long headerTableSize() {
        return headerTableSize;
    }

    /** Streams that we may have open at once. */
    public long maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    /** Bytes that we may send on a new stream. */
    public int initialWindow() {
        return initialWindow;
    }

    /** Bytes of payload that a frame of ours may have. */
    public int maxFrame() {
        return maxFrame;
    }

    /** Bytes of a header list that are welcome, as RFC 9113 counts them: 32 more for each field. */
    public long maxHeaderList() {
        return maxHeaderList;
    }
}
