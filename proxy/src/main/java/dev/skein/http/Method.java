package dev.skein.http;

/** The methods that a proxy must know something about; all others are passed on as {@link #OTHER}. */
public enum Method {
    GET(true, true),
    HEAD(true, true),
    POST(false, false),
    PUT(true, false),
    DELETE(true, false),
    OPTIONS(true, true),
    PATCH(false, false),
    TRACE(true, true),
    CONNECT(false, false),
    OTHER(false, false);

    private final boolean idempotent;
    private final boolean safe;

    Method(boolean idempotent, boolean safe) {
        this.idempotent = idempotent;
        this.safe = safe;
    }

    /** RFC 9110 §9.2.2: may be sent again when it is not known whether it took effect. */
    public boolean idempotent() {
        return idempotent;
    }

    /** Whether a body has no meaning that is generally known (RFC 9110 §9.3.1, §9.3.2, §9.3.5). */
    public boolean bodyIsUnusual() {
        return this == GET || this == HEAD || this == DELETE;
    }

    /** RFC 9110 §9.2.1. */
    public boolean safe() {
        return safe;
    }

    /** The method whose name stands in {@code [start, end)}; names are case-sensitive. */
    static Method of(byte[] b, int start, int end) {
        return switch (end - start) {
            case 3 -> b[start] == 'G' && is(b, start, "GET") ? GET : is(b, start, "PUT") ? PUT : OTHER;
            case 4 -> is(b, start, "POST") ? POST : is(b, start, "HEAD") ? HEAD : OTHER;
            case 5 -> is(b, start, "PATCH") ? PATCH : is(b, start, "TRACE") ? TRACE : OTHER;
            case 6 -> is(b, start, "DELETE") ? DELETE : OTHER;
            case 7 -> is(b, start, "OPTIONS") ? OPTIONS : is(b, start, "CONNECT") ? CONNECT : OTHER;
            default -> OTHER;
        };
    }

    private static boolean is(byte[] bytes, int start, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
