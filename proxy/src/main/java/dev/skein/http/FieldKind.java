package dev.skein.http;

import dev.skein.model.Ascii;

/** The few header fields that framing and forwarding look at, told apart by length first; all others are ordinary. */
final class FieldKind {
    static final byte ORDINARY = 0;
    static final byte HOST = 1;
    static final byte CONTENT_LENGTH = 2;
    static final byte TRANSFER_ENCODING = 3;
    static final byte CONNECTION = 4;
    /** Ends at this hop (RFC 9110 §7.6.1) and is never passed on. */
    static final byte HOP = 5;

    static final byte TE = 6;
    static final byte UPGRADE = 7;
    static final byte EXPECT = 8;
    /** Nominated by {@code Connection}: ends at this hop. */
    static final byte NOMINATED = 9;

    private static final byte[] N_CONNECTION = Ascii.bytes("connection");
    private static final byte[] N_CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] N_EXPECT = Ascii.bytes("expect");
    private static final byte[] N_HOST = Ascii.bytes("host");
    private static final byte[] N_HTTP2_SETTINGS = Ascii.bytes("http2-settings");
    private static final byte[] N_KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] N_PROXY_AUTHENTICATE = Ascii.bytes("proxy-authenticate");
    private static final byte[] N_PROXY_AUTHORIZATION = Ascii.bytes("proxy-authorization");
    private static final byte[] N_PROXY_CONNECTION = Ascii.bytes("proxy-connection");
    private static final byte[] N_TE = Ascii.bytes("te");
    private static final byte[] N_TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");
    private static final byte[] N_UPGRADE = Ascii.bytes("upgrade");

    private FieldKind() {}

    /** The kind of the name in {@code [start, end)}. */
    static byte of(byte[] b, int start, int end) {
        return switch (end - start) {
            case 2 -> is(b, start, N_TE) ? TE : ORDINARY;
            case 4 -> is(b, start, N_HOST) ? HOST : ORDINARY;
            case 6 -> is(b, start, N_EXPECT) ? EXPECT : ORDINARY;
            case 7 -> is(b, start, N_UPGRADE) ? UPGRADE : ORDINARY;
            case 10 -> is(b, start, N_CONNECTION) ? CONNECTION : is(b, start, N_KEEP_ALIVE) ? HOP : ORDINARY;
            case 14 ->
                is(b, start, N_CONTENT_LENGTH) ? CONTENT_LENGTH : is(b, start, N_HTTP2_SETTINGS) ? HOP : ORDINARY;
            case 16 -> is(b, start, N_PROXY_CONNECTION) ? HOP : ORDINARY;
            case 17 -> is(b, start, N_TRANSFER_ENCODING) ? TRANSFER_ENCODING : ORDINARY;
            case 18 -> is(b, start, N_PROXY_AUTHENTICATE) ? HOP : ORDINARY;
            case 19 -> is(b, start, N_PROXY_AUTHORIZATION) ? HOP : ORDINARY;
            default -> ORDINARY;
        };
    }

    private static boolean is(byte[] b, int start, byte[] name) {
        // The first letter alone sends most names away.
        return Ascii.lower(b[start]) == name[0] && Ascii.equalsIgnoreCase(b, start, name);
    }
}
