package dev.skein.http2;

import dev.skein.model.Ascii;

/** Fields whose values must not be found out by trying what compresses well (RFC 7541 §7.1). */
public final class Secrets {
    private static final byte[] SET_COOKIE = Ascii.bytes("set-cookie");
    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");
    private static final byte[] PROXY_AUTHORIZATION = Ascii.bytes("proxy-authorization");

    private Secrets() {}

    /** Whether the array begins with such a name, of that length and in lower case. */
    public static boolean is(byte[] text, int length) {
        return switch (length) {
            case 6 -> Ascii.equals(text, 0, length, COOKIE);
            case 10 -> Ascii.equals(text, 0, length, SET_COOKIE);
            case 13 -> Ascii.equals(text, 0, length, AUTHORIZATION);
            case 19 -> Ascii.equals(text, 0, length, PROXY_AUTHORIZATION);
            default -> false;
        };
    }
}
