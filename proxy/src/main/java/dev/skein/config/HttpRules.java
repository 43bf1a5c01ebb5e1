package dev.skein.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The rules for parts of HTTP: methods, field names and values, paths, statuses, expressions, keys. */
final class HttpRules {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern DOTS = Pattern.compile("/(\\.|%2[eE]){1,2}(/|$)");
    private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})|%00");
    private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:\\s*-\\s*([1-5]\\d\\d))?");
    private static final Pattern CLASS = Pattern.compile("([1-5])[xX]{2}");
    private static final Pattern KEY = Pattern.compile("(header|cookie|query)\\s+(\\S+)");
    private static final Pattern CLAIM = Pattern.compile("claim\\s+(\\S+)");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final Pattern HASHED_TOKEN = Pattern.compile("sha256:[0-9a-f]{64}");

    /** What only the proxy writes: an edit of one of these would break the framing or the connection (RFC 9110 §7.6.1). */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Upper case as written: methods are case-sensitive (RFC 9110 §9.1), and a lower-case one is a slip. */
    static final Rule<String> METHOD = new Rule<>("a method in upper case", "GET", text -> {
        String upper = text.toUpperCase(Locale.ROOT);
        if (!TOKEN.matcher(text).matches()) {
            return Rule.bad();
        }
        return text.equals(upper) ? Rule.good(text) : Rule.bad("'" + upper + "'");
    });

    static final Rule<String> CHECK_METHOD = new Rule<>(
            "GET, HEAD or OPTIONS",
            "GET",
            text -> Set.of("GET", "HEAD", "OPTIONS").contains(text) ? Rule.good(text) : Rule.bad());

    /** A name of a field, in lower case: for comparisons. */
    static final Rule<String> FIELD_NAME = new Rule<>(
            "a field name (RFC 9110 §5.1)",
            "x",
            text -> TOKEN.matcher(text).matches() ? Rule.good(text.toLowerCase(Locale.ROOT)) : Rule.bad());

    static final Rule<String> PSEUDONYM = new Rule<>(
            "a token (RFC 9110 §5.6.2)", "x", text -> TOKEN.matcher(text).matches() ? Rule.good(text) : Rule.bad());

    /** A name of a field as written: to be sent. */
    static final Rule<String> EDITED_FIELD = new Rule<>("a field name that is not about framing", "x", text -> {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("host")) {
            return Rule.because("see the route's host");
        }
        return TOKEN.matcher(text).matches() && !FRAMING.contains(lower) ? Rule.good(text) : Rule.bad();
    });

    private static final Set<String> TOLD = Set.of("forwarded", "x-real-ip", "client-cert", "client-cert-chain");

    /** A field of a client's request that somebody may believe: none that clients could only have made up. */
    static final Rule<String> SHOWN_FIELD = new Rule<>("a field that is the client's to say", "x", text -> {
        String lower = text.toLowerCase(Locale.ROOT).replace('_', '-');
        return TOLD.contains(lower) || lower.startsWith("x-forwarded-")
                ? Rule.because("the node says such fields itself, and drops a client's")
                : EDITED_FIELD.reader().apply(text);
    });

    static final Rule<String> MEDIA_TYPE = new Rule<>(
            "a type as text/html or text/*",
            "text/*",
            text -> text.matches("[a-zA-Z0-9.+-]+/([a-zA-Z0-9.+-]+|\\*)")
                    ? Rule.good(text.toLowerCase(Locale.ROOT))
                    : Rule.bad());

    /** Of a cookie or a query parameter. */
    static final Rule<String> COOKIE_NAME = new Rule<>(
            "a cookie name (RFC 6265 §4.1.1)",
            "x",
            text -> TOKEN.matcher(text).matches() ? Rule.good(text) : Rule.bad());

    static final Rule<String> FIELD_VALUE = new Rule<>(
            "text without control characters",
            "",
            text -> text.chars().allMatch(HttpRules::inFieldValue) ? Rule.good(text) : Rule.bad());

    /** A path as people write it; whoever compares brings it into its normal form (RFC 3986 §6.2.2). */
    static final Rule<String> PATH =
            new Rule<>("a path beginning with '/', without query and dot segments", "/", text -> {
                boolean clean = text.chars().allMatch(c -> c >= ' ' && c != 0x7f && c != '?' && c != '#' && c != '\\');
                if (!clean
                        || DOTS.matcher(text).find()
                        || STRAY_PERCENT.matcher(text).find()) {
                    return Rule.bad();
                }
                return text.startsWith("/") ? Rule.good(text) : Rule.bad("'/" + text + "'");
            });

    /** A path with or without a query. */
    static final Rule<String> TARGET = new Rule<>("a path beginning with '/'", "/", text -> {
        boolean clean = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        return clean && text.startsWith("/") ? Rule.good(text) : Rule.bad();
    });

    static final Rule<String> REGEX = new Rule<>("a regular expression (java.util.regex)", "x", text -> {
        try {
            Pattern.compile(text);
            return Rule.good(text);
        } catch (PatternSyntaxException e) {
            return Rule.because(e.getDescription() + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)));
        }
    });

    static final Rule<StatusRange> STATUS =
            new Rule<>("a status, range or class as 404, 200-399 or 5xx", new StatusRange(200, 200), HttpRules::status);

    static final Rule<RequestKey> KEY_OF_REQUEST = new Rule<>(
            "client-address, path, 'header NAME', 'cookie NAME' or 'query NAME'",
            new RequestKey.ClientAddress(),
            HttpRules::key);

    /** The same, and what is known of clients that said who they are. */
    static final Rule<RequestKey> KEY_OF_CLIENT = new Rule<>(
            "client-address, path, 'header NAME', 'cookie NAME', 'query NAME' or 'claim NAME'",
            new RequestKey.ClientAddress(),
            text -> {
                Matcher claim = CLAIM.matcher(text);
                return claim.matches() ? Rule.good(new RequestKey.Claim(claim.group(1))) : key(text);
            });

    static final Rule<Secret> PASSWORD_HASH = new Rule<>(
            "a bcrypt hash, as 'skein hash-password' makes it",
            new Secret(""),
            text -> BCRYPT.matcher(text).matches() ? Rule.good(new Secret(text)) : Rule.bad());

    static final Rule<Secret> TOKEN_HASH = new Rule<>(
            "sha256: and 64 hexadecimal digits, as 'skein hash-password --token' makes it",
            new Secret(""),
            text -> HASHED_TOKEN.matcher(text).matches() ? Rule.good(new Secret(text)) : Rule.bad());

    static final Rule<Secret> SECRET = new Rule<>(
            "at least 16 characters",
            new Secret(""),
            text -> text.length() >= 16 ? Rule.good(new Secret(text)) : Rule.bad());

    /** What a client may ask to switch to. h2c is refused for what it lets through (RFC 9113 §3.1 has dropped it, too). */
    static final Rule<String> UPGRADE = new Rule<>("a protocol name other than h2c", "websocket", text -> {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean token = TOKEN.matcher(lower.replaceFirst("/", "")).matches();
        return token && !lower.startsWith("h2") ? Rule.good(lower) : Rule.bad();
    });

    private HttpRules() {}

    private static boolean inFieldValue(int c) {
        return c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff);
    }

    private static Rule.Read<StatusRange> status(String text) {
        Matcher hundred = CLASS.matcher(text);
        if (hundred.matches()) {
            int first = Integer.parseInt(hundred.group(1)) * 100;
            return Rule.good(new StatusRange(first, first + 99));
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return Rule.bad();
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        return last < first ? Rule.bad("'" + last + "-" + first + "'") : Rule.good(new StatusRange(first, last));
    }

    private static Rule.Read<RequestKey> key(String text) {
        if (text.equals("client-address")) {
            return Rule.good(new RequestKey.ClientAddress());
        }
        if (text.equals("path")) {
            return Rule.good(new RequestKey.RequestPath());
        }
        Matcher matcher = KEY.matcher(text);
        if (!matcher.matches() || !TOKEN.matcher(matcher.group(2)).matches()) {
            return Rule.bad(Suggestion.nearest(text, Set.of("client-address", "path")));
        }
        String name = matcher.group(2);
        return Rule.good(
                switch (matcher.group(1)) {
                    case "header" -> new RequestKey.Header(name.toLowerCase(Locale.ROOT));
                    case "cookie" -> new RequestKey.Cookie(name);
                    default -> new RequestKey.Query(name);
                });
    }
}
