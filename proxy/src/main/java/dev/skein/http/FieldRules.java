package dev.skein.http;

/**
 * What may stand where in a head: character classes as one table, and the sets of field names that a proxy treats apart.
 * All look-ups take byte spans and allocate nothing. Thread-safe: constants only.
 */
public final class FieldRules {
    /** Class bit: {@code tchar} of RFC 9110 §5.6.2: methods, field names, list tokens. */
    static final int TOKEN = 1;

    /** Class bit: {@code field-content} of RFC 9110 §5.5: VCHAR, obs-text, SP and HTAB; never CR, LF, NUL or a control. */
    static final int VALUE = 2;

    /**
     * Class bit: what may stand in a request target (RFC 9112 §3.2). Refused: controls, space, DEL, bytes above 0x7e and
     * {@code #} (a fragment is never sent). {@code " < > ^ ` { | } \} break RFC 3986 but are sent by browsers and taken by
     * servers in queries, so they pass; a path refuses its backslashes later ({@link PathNormalizer}).
     */
    static final int TARGET = 4;

    /** Class bit: hexadecimal digit of either case. */
    static final int HEX = 8;

    /** Class bit: {@code unreserved} of RFC 3986 §2.3. */
    static final int UNRESERVED = 16;

    /** Class bit: what we accept in a host that is a name or IPv4 address; see {@link Authority}. */
    static final int HOST = 32;

    /** Class bits of every byte, by its unsigned value. Not to be changed. */
    static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean alnum = c < 0x7f && Character.isLetterOrDigit(c);
            boolean unreserved = alnum || within("-._~", c);
            int bits = alnum || within("!#$%&'*+-.^_`|~", c) ? TOKEN : 0;
            bits |= c == '\t' || (c >= ' ' && c != 0x7f) ? VALUE : 0;
            bits |= c > ' ' && c < 0x7f && c != '#' ? TARGET : 0;
            bits |= within("0123456789abcdefABCDEF", c) ? HEX : 0;
            bits |= unreserved ? UNRESERVED : 0;
            bits |= unreserved || within("!$&'()*+;=", c) ? HOST : 0;
            CLASS[c] = (byte) bits;
        }
    }

    /**
     * Fields that end at the next hop and are removed from every received message, whether {@code Connection} names them or
     * not (RFC 9110 §7.6.1, RFC 9113 §8.2.2). The two {@code Proxy-Authen…} fields concern a client and the proxy next to
     * it only (RFC 9110 §11.7): a gateway never passes them on. {@code HTTP2-Settings} would start an h2c upgrade behind our
     * back (RFC 9113 §3.1). {@code Trailer} is <em>not</em> one of them: it describes the message (RFC 9110 §6.6.2).
     */
    public static final NameSet HOP_BY_HOP = NameSet.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "TE",
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings");

    /**
     * Fields that carry end-to-end meaning, so that naming them in {@code Connection} has no effect: otherwise a client could
     * make us delete what we or a trusted proxy set (CVE-2024-45410). RFC 9110 §7.6.1 forbids senders to do so. The
     * {@code X-Forwarded-} family and the pseudo-hop fields are covered by {@link #nominable}.
     */
    private static final NameSet NEVER_NOMINATED = NameSet.of(
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Content-Type",
            "Content-Encoding",
            "Content-Range",
            "Forwarded",
            "Via",
            "X-Real-IP",
            "X-Request-Id",
            "Authorization",
            "WWW-Authenticate",
            "Cookie",
            "Set-Cookie",
            "Cache-Control",
            "Date",
            "Expect",
            "Location",
            "Origin",
            "Range",
            "Trailer",
            "Vary",
            "Strict-Transport-Security",
            "Content-Security-Policy",
            "Sec-WebSocket-Accept",
            "Sec-WebSocket-Extensions",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Version");

    /**
     * Fields that a trailer section must not carry (RFC 9110 §6.5.1): framing, routing, request modifiers, authentication,
     * response control data and how the content is to be processed; and whatever a proxy manages.
     */
    private static final NameSet NEVER_IN_TRAILER = NameSet.of(
            "Host",
            "Content-Length",
            "Content-Type",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-Range",
            "Content-Disposition",
            "Content-Security-Policy",
            "Trailer",
            "Cache-Control",
            "Expect",
            "Max-Forwards",
            "Pragma",
            "Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "If-Range",
            "Authorization",
            "WWW-Authenticate",
            "Authentication-Info",
            "Proxy-Authentication-Info",
            "Cookie",
            "Set-Cookie",
            "Age",
            "Date",
            "Expires",
            "Location",
            "Retry-After",
            "Vary",
            "Warning",
            "Early-Data",
            "Forwarded",
            "Via",
            "X-Real-IP",
            "X-Request-Id",
            "Strict-Transport-Security");

    private static final byte[] FORWARDED_PREFIX = {'x', '-', 'f', 'o', 'r', 'w', 'a', 'r', 'd', 'e', 'd', '-'};

    private FieldRules() {}

    public static boolean isToken(byte b) {
        return (CLASS[b & 0xff] & TOKEN) != 0;
    }

    /** Whether the span is a token (RFC 9110 §5.6.2): one character at least. */
    public static boolean isToken(byte[] bytes, int start, int end) {
        return start < end && all(bytes, start, end, TOKEN);
    }

    /** Whether the span may be a field value (RFC 9110 §5.5); an empty one may. */
    public static boolean isFieldValue(byte[] bytes, int start, int end) {
        return all(bytes, start, end, VALUE);
    }

    /** Whether the span may be a request target as far as its characters go; see {@link #TARGET}. */
    public static boolean isTarget(byte[] bytes, int start, int end) {
        return start < end && all(bytes, start, end, TARGET);
    }

    /** Whether a field of this name ends at this hop; see {@link #HOP_BY_HOP}. */
    public static boolean hopByHop(byte[] bytes, int nameStart, int nameEnd) {
        return HOP_BY_HOP.contains(bytes, nameStart, nameEnd);
    }

    /** Whether a {@code Connection} option of this name makes us remove the field of that name. */
    public static boolean nominable(byte[] bytes, int nameStart, int nameEnd) {
        return !NEVER_NOMINATED.contains(bytes, nameStart, nameEnd) && !forwardedFamily(bytes, nameStart, nameEnd);
    }

    /** Whether a trailer field of this name is dropped. */
    public static boolean forbiddenInTrailer(byte[] bytes, int nameStart, int nameEnd) {
        return NEVER_IN_TRAILER.contains(bytes, nameStart, nameEnd)
                || HOP_BY_HOP.contains(bytes, nameStart, nameEnd)
                || forwardedFamily(bytes, nameStart, nameEnd);
    }

    /** Whether the name begins with {@code X-Forwarded-}, in any case and with underscores or dashes. */
    public static boolean forwardedFamily(byte[] bytes, int nameStart, int nameEnd) {
        return startsWith(bytes, nameStart, nameEnd, FORWARDED_PREFIX);
    }

    private static boolean startsWith(byte[] bytes, int start, int end, byte[] prefix) {
        return end - start >= prefix.length && NameSet.equalsFolded(bytes, start, prefix);
    }

    private static boolean all(byte[] bytes, int start, int end, int bit) {
        for (int i = start; i < end; i++) {
            if ((CLASS[bytes[i] & 0xff] & bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean within(String set, int c) {
        return set.indexOf(c) >= 0;
    }
}
