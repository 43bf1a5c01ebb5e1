package dev.skein.http3;

/** Why a stream or a connection ends (RFC 9114 §8.1, RFC 9204 §6); plain numbers, since a peer may send ones that nobody knows. */
public final class Http3Error {
    public static final int NO_ERROR = 0x100;
    public static final int GENERAL_PROTOCOL_ERROR = 0x101;
    public static final int INTERNAL_ERROR = 0x102;
    public static final int STREAM_CREATION_ERROR = 0x103;
    public static final int CLOSED_CRITICAL_STREAM = 0x104;
    public static final int FRAME_UNEXPECTED = 0x105;
    public static final int FRAME_ERROR = 0x106;
    public static final int EXCESSIVE_LOAD = 0x107;
    public static final int ID_ERROR = 0x108;
    public static final int SETTINGS_ERROR = 0x109;
    public static final int MISSING_SETTINGS = 0x10a;
    public static final int REQUEST_REJECTED = 0x10b;
    public static final int REQUEST_CANCELLED = 0x10c;
    public static final int REQUEST_INCOMPLETE = 0x10d;
    public static final int MESSAGE_ERROR = 0x10e;
    public static final int CONNECT_ERROR = 0x10f;
    public static final int QPACK_DECOMPRESSION_FAILED = 0x200;
    public static final int QPACK_ENCODER_STREAM_ERROR = 0x201;
    public static final int QPACK_DECODER_STREAM_ERROR = 0x202;
    /** Of QUIC itself (RFC 9000 §20.1): there is no room for one more connection. */
    public static final int CONNECTION_REFUSED = 0x2;

    private Http3Error() {}
}
