package dev.skein.access;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.RequestView;
import java.util.List;
import java.util.Locale;

/**
 * Which other sites' scripts may use a route (the Fetch standard, §3.2). Preflights are answered by the proxy, and what
 * servers say about it themselves does not go on. Immutable; for any thread; no allocation but for preflights.
 */
public final class Cors {
    private static final byte[] ORIGIN = Ascii.bytes("origin");
    private static final byte[] ASKED_METHOD = Ascii.bytes("access-control-request-method");
    private static final byte[] ASKED_HEADERS = Ascii.bytes("access-control-request-headers");
    private static final byte[] ALLOW_ORIGIN = Ascii.bytes("Access-Control-Allow-Origin: ");
    private static final byte[] ALLOW_HEADERS = Ascii.bytes("Access-Control-Allow-Headers: ");
    private static final byte[] VARY = Ascii.bytes("Vary: Origin\r\n");
    private static final byte[] VARY_ALL =
            Ascii.bytes("Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers\r\n");
    private static final byte[] CREDENTIALS = Ascii.bytes("Access-Control-Allow-Credentials: true\r\n");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] STAR = {'*'};

    /** Fields of servers' responses that give way to ours, lower case. */
    public static final List<String> OURS = List.of(
            "access-control-allow-origin",
            "access-control-allow-credentials",
            "access-control-allow-methods",
            "access-control-allow-headers",
            "access-control-expose-headers",
            "access-control-max-age");

    private final boolean any;
    private final boolean credentials;
    private final boolean anyHeader;
    /** Lower case. */
    private final List<byte[]> exact;
    /** Of origins with a star: what stands before it. */
    private final List<byte[]> schemes;
    /** And behind it, beginning with a dot. */
    private final List<byte[]> suffixes;

    private final byte[] exposed;
    private final byte[] methods;
    private final byte[] headers;

    /**
     * What is allowed.
     *
     * @param origins {@code https://shop.example.com}, {@code https://*.example.com} for all below it, or {@code *}
     * @param headers that scripts may send besides the usual ones; {@code *}: whatever they ask for
     * @param exposed fields of responses that scripts may read besides the usual ones
     * @param maxAgeSeconds how long browsers remember; 0: not at all
     */
    public record Rules(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposed,
            boolean credentials,
            long maxAgeSeconds) {}

    public Cors(Rules rules) {
        List<String> origins =
                rules.origins.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList();
        List<String> wild =
                origins.stream().filter(one -> one.contains("://*.")).toList();
        any = origins.contains("*");
        credentials = rules.credentials;
        anyHeader = rules.headers.contains("*");
        exact = origins.stream()
                .filter(one -> !one.contains("*"))
                .map(Ascii::bytes)
                .toList();
        schemes = wild.stream()
                .map(one -> Ascii.bytes(one.substring(0, one.indexOf('*'))))
                .toList();
        suffixes = wild.stream()
                .map(one -> Ascii.bytes(one.substring(one.indexOf('*') + 1)))
                .toList();
        exposed = line("Access-Control-Expose-Headers: ", rules.exposed);
        String age = rules.maxAgeSeconds == 0 ? "" : "Access-Control-Max-Age: " + rules.maxAgeSeconds + "\r\n";
        methods = Ascii.bytes("Access-Control-Allow-Methods: " + String.join(", ", rules.methods) + "\r\n" + age);
        headers = anyHeader ? new byte[0] : line("Access-Control-Allow-Headers: ", rules.headers);
    }

    private static byte[] line(String name, List<String> values) {
        return values.isEmpty() ? new byte[0] : Ascii.bytes(name + String.join(", ", values) + "\r\n");
    }

    /** Whether a browser asks in advance, on behalf of a script. */
    public boolean preflight(RequestView request) {
        return request.methodEnd() - request.methodStart() == 7
                && request.bytes()[request.methodStart()] == 'O'
                && request.find(ORIGIN, 0) >= 0
                && request.find(ASKED_METHOD, 0) >= 0;
    }

    /** Whether scripts of the site that the request names may use the route. */
    public boolean allows(RequestView request) {
        int field = request.find(ORIGIN, 0);
        return field >= 0 && (any || listed(request.bytes(), request.valueStart(field), request.valueEnd(field)));
    }

    private boolean listed(byte[] bytes, int start, int end) {
        for (int i = 0; i < exact.size(); i++) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, exact.get(i))) {
                return true;
            }
        }
        for (int i = 0; i < suffixes.size(); i++) {
            byte[] scheme = schemes.get(i);
            byte[] suffix = suffixes.get(i);
            if (end - start > scheme.length + suffix.length
                    && Ascii.equalsIgnoreCase(bytes, start, scheme)
                    && Ascii.equalsIgnoreCase(bytes, end - suffix.length, suffix)) {
                return true;
            }
        }
        return false;
    }

    /** The lines of an answer to a preflight that is allowed. */
    public void answer(RequestView request, ByteSink lines) {
        origin(request, lines);
        lines.put(methods);
        int field = request.find(ASKED_HEADERS, 0);
        if (anyHeader && field >= 0) {
            lines.put(ALLOW_HEADERS);
            lines.put(request.bytes(), request.valueStart(field), request.valueEnd(field));
            lines.put(CRLF);
        }
        lines.put(headers);
        lines.put(VARY_ALL);
    }

    /** The lines of any other response. */
    public void mark(RequestView request, ByteSink lines) {
        if (allows(request)) {
            origin(request, lines);
            lines.put(exposed);
        }
        if (!any || credentials) {
            lines.put(VARY);
        }
    }

    private void origin(RequestView request, ByteSink lines) {
        lines.put(ALLOW_ORIGIN);
        if (any && !credentials) {
            lines.put(STAR);
        } else {
            int field = request.find(ORIGIN, 0);
            lines.put(request.bytes(), request.valueStart(field), request.valueEnd(field));
        }
        lines.put(CRLF);
        if (credentials) {
            lines.put(CREDENTIALS);
        }
    }
}
