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
    static final byte X_FORWARDED_FOR = 9;
    static final byte X_FORWARDED_PROTO = 10;
    static final byte X_FORWARDED_HOST = 11;
    static final byte X_FORWARDED_PORT = 12;
    static final byte FORWARDED = 13;
    static final byte VIA = 14;
    static final byte REQUEST_ID = 15;
    static final byte DATE = 16;
    static final byte TRAILER = 18;
    static final byte COOKIE = 19;
    /** Nominated by {@code Connection}: ends at this hop. */
    static final byte NOMINATED = 20;

    private static final byte[] N_CONNECTION = Ascii.bytes("connection");
    private static final byte[] N_CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] N_COOKIE = Ascii.bytes("cookie");
    private static final byte[] N_DATE = Ascii.bytes("date");
    private static final byte[] N_EXPECT = Ascii.bytes("expect");
    private static final byte[] N_FORWARDED = Ascii.bytes("forwarded");
    private static final byte[] N_HOST = Ascii.bytes("host");
    private static final byte[] N_HTTP2_SETTINGS = Ascii.bytes("http2-settings");
    private static final byte[] N_KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] N_PROXY_AUTHENTICATE = Ascii.bytes("proxy-authenticate");
    private static final byte[] N_PROXY_AUTHORIZATION = Ascii.bytes("proxy-authorization");
    private static final byte[] N_PROXY_CONNECTION = Ascii.bytes("proxy-connection");
    private static final byte[] N_REQUEST_ID = Ascii.bytes("x-request-id");
    private static final byte[] N_TE = Ascii.bytes("te");
    private static final byte[] N_TRAILER = Ascii.bytes("trailer");
    private static final byte[] N_TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");
    private static final byte[] N_UPGRADE = Ascii.bytes("upgrade");
    private static final byte[] N_VIA = Ascii.bytes("via");
    private static final byte[] N_XFF = Ascii.bytes("x-forwarded-for");
    private static final byte[] N_XFH = Ascii.bytes("x-forwarded-host");
    private static final byte[] N_XFPORT = Ascii.bytes("x-forwarded-port");
    private static final byte[] N_XFPROTO = Ascii.bytes("x-forwarded-proto");

    private FieldKind() {}

    /** The kind of the name in {@code [start, end)}. */
    static byte of(byte[] b, int start, int end) {
        return switch (end - start) {
            case 2 -> is(b, start, N_TE) ? TE : ORDINARY;
            case 3 -> is(b, start, N_VIA) ? VIA : ORDINARY;
            case 4 -> is(b, start, N_HOST) ? HOST : is(b, start, N_DATE) ? DATE : ORDINARY;
            case 6 -> is(b, start, N_COOKIE) ? COOKIE : is(b, start, N_EXPECT) ? EXPECT : ORDINARY;
            case 7 -> is(b, start, N_UPGRADE) ? UPGRADE : is(b, start, N_TRAILER) ? TRAILER : ORDINARY;
            case 9 -> is(b, start, N_FORWARDED) ? FORWARDED : ORDINARY;
            case 10 -> is(b, start, N_CONNECTION) ? CONNECTION : is(b, start, N_KEEP_ALIVE) ? HOP : ORDINARY;
            case 12 -> is(b, start, N_REQUEST_ID) ? REQUEST_ID : ORDINARY;
            case 14 ->
                is(b, start, N_CONTENT_LENGTH) ? CONTENT_LENGTH : is(b, start, N_HTTP2_SETTINGS) ? HOP : ORDINARY;
            case 15 -> is(b, start, N_XFF) ? X_FORWARDED_FOR : ORDINARY;
            case 18 -> is(b, start, N_PROXY_AUTHENTICATE) ? HOP : ORDINARY;
            case 19 -> is(b, start, N_PROXY_AUTHORIZATION) ? HOP : ORDINARY;
            case 16 -> sixteen(b, start);
            case 17 ->
                is(b, start, N_TRANSFER_ENCODING)
                        ? TRANSFER_ENCODING
                        : is(b, start, N_XFPROTO) ? X_FORWARDED_PROTO : ORDINARY;
            default -> ORDINARY;
        };
    }

    private static byte sixteen(byte[] b, int start) {
        if (is(b, start, N_XFH)) {
            return X_FORWARDED_HOST;
        }
        if (is(b, start, N_XFPORT)) {
            return X_FORWARDED_PORT;
        }
        return is(b, start, N_PROXY_CONNECTION) ? HOP : ORDINARY;
    }

    private static boolean is(byte[] b, int start, byte[] name) {
        // The first letter alone sends most names away.
        return Ascii.lower(b[start]) == name[0] && Ascii.equalsIgnoreCase(b, start, name);
    }
}
