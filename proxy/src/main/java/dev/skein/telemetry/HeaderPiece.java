package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import dev.skein.telemetry.LineFormat.Dialect;
import java.util.Locale;
import java.util.Set;

/**
 * Writes the first header field of a name. Secrets are masked: of a cookie the names stay, of an authorization its scheme,
 * of any other key nothing but {@code ***}.
 */
final class HeaderPiece implements LineFormat.Piece {
    /** Bytes of a value at most. */
    static final int BOUND = 1024;

    private static final int LIMIT = BOUND - Line.CUT_ROOM;
    private static final byte[] MASK = {'*', '*', '*'};
    private static final Set<String> KEYS =
            Set.of("x-api-key", "api-key", "x-auth-token", "x-csrf-token", "x-xsrf-token");

    private enum Secret {
        NONE,
        COOKIE,
        AUTHORIZATION,
        KEY
    }

    private final byte[] name;
    private final Dialect dialect;
    private final Secret secret;

    HeaderPiece(String name, Dialect dialect) {
        String lower = name.toLowerCase(Locale.ROOT);
        this.name = Ascii.bytes(lower);
        this.dialect = dialect;
        this.secret = switch (lower) {
            case "cookie", "cookie2" -> Secret.COOKIE;
            case "authorization", "proxy-authorization" -> Secret.AUTHORIZATION;
            default -> KEYS.contains(lower) ? Secret.KEY : Secret.NONE;
        };
    }

    @Override
    public void append(Line line, Outcome outcome) {
        RequestView request = outcome.request;
        int field = request == null ? -1 : request.find(name, 0);
        if (request == null || field < 0) {
            line.put(dialect.none);
            return;
        }
        int start = request.valueStart(field);
        int end = request.valueEnd(field);
        switch (secret) {
            case NONE -> line.escaped(request.bytes(), start, end, LIMIT, dialect.escape);
            case COOKIE -> cookies(line, request.bytes(), start, end);
            case AUTHORIZATION -> scheme(line, request.bytes(), start, end);
            case KEY -> line.put(MASK);
        }
    }

    /** {@code a=1; b=2} becomes {@code a=***; b=***}. */
    private void cookies(Line line, byte[] bytes, int start, int end) {
        int stop = line.end() + LIMIT;
        int from = start;
        while (from < end) {
            int semicolon = Pairs.indexOf(bytes, from, end, (byte) ';');
            int equals = Pairs.indexOf(bytes, from, semicolon, (byte) '=');
            int room = stop - line.end() - MASK.length - 2;
            if (room < Escape.LONGEST) {
                return;
            }
            if (equals < semicolon) {
                line.escaped(bytes, from, equals + 1, room, dialect.escape);
            }
            line.put(MASK);
            if (semicolon < end) {
                line.put(';');
            }
            from = semicolon + 1;
        }
    }

    /** {@code Bearer abc} becomes {@code Bearer ***}. */
    private void scheme(Line line, byte[] bytes, int start, int end) {
        int space = Pairs.indexOf(bytes, start, end, (byte) ' ');
        if (space < end) {
            line.escaped(bytes, start, space + 1, LIMIT - MASK.length, dialect.escape);
        }
        line.put(MASK);
    }
}
