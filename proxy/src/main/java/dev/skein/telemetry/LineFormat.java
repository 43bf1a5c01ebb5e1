package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of an access log line, compiled once into pieces that each append bytes. Immutable; used by all loops at once.
 *
 * <p>Times are those of the request's first byte, in UTC. Bytes from outside are escaped, long values cut and then ended
 * with {@code ...}: so a line has a bound, and nobody can forge a second line.
 */
public final class LineFormat {
    private static final String JSON_TEXT =
            "{\"time\":\"%{time}\",\"client\":\"%{client}\",\"protocol\":\"%{protocol}\","
                + "\"tls\":%{tls},\"method\":\"%{method}\",\"host\":\"%{host}\",\"target\":\"%{target}\","
                + "\"status\":%{status},\"bytes_in\":%{bytes.in},\"bytes_out\":%{bytes.out},"
                + "\"referer\":\"%{request.header.referer}\",\"user_agent\":\"%{request.header.user-agent}\","
                + "\"request_id\":\"%{request.id}\",\"listener\":\"%{listener}\",\"route\":\"%{route}\","
                + "\"pool\":\"%{pool}\",\"server\":\"%{server}\",\"attempts\":%{attempts},\"reused\":%{reused},"
                + "\"end\":\"%{end}\",\"reason\":\"%{reason}\",\"queue_ms\":%{ms.queue},\"connect_ms\":%{ms.connect},"
                + "\"first_byte_ms\":%{ms.first-byte},\"total_ms\":%{ms.total}}";
    private static final String COMBINED_TEXT = "%{client} - - [%{time.combined}] \"%{method} %{target} %{protocol}\" "
            + "%{status} %{bytes.out} \"%{request.header.referer}\" \"%{request.header.user-agent}\" "
            + "%{host} %{route} %{pool}/%{server} %{attempts} %{end} "
            + "%{ms.queue}/%{ms.connect}/%{ms.first-byte}/%{ms.total} %{request.id}";

    /** One JSON object a line: The default. */
    public static final LineFormat JSON = compile(JSON_TEXT);

    /**
     * The combined format of Apache and nginx, so that their tools read it, and after it host, route, pool/server,
     * attempts, end code, queue/connect/first byte/total in milliseconds, and the request's id.
     */
    public static final LineFormat COMBINED = compile(COMBINED_TEXT);

    private final Piece[] pieces;
    private final int bound;

    /** One step of writing a line. */
    interface Piece {
        void append(Line line, Outcome outcome);
    }

    private LineFormat(Piece[] pieces, int bound) {
        this.pieces = pieces;
        this.bound = bound;
    }

    /**
     * Reads the setting: {@code json}, {@code combined}, or a pattern of text and tokens like <code>%{status}</code>
     * ({@link #tokens()}; {@code %%} is a percent sign). A pattern that begins with a brace is JSON: its values are
     * escaped for JSON strings, and absent durations are {@code null}; else for quoted text, and absent is {@code -}.
     *
     * @throws IllegalArgumentException with name, place and rule, if a token is unknown or the line could get too long
     */
    public static LineFormat of(String setting) {
        return switch (setting) {
            case "json" -> JSON;
            case "combined" -> COMBINED;
            default -> compile(setting);
        };
    }

    /** Names of all tokens and what they say, for the documentation; {@code request.header.NAME} comes on top. */
    public static Map<String, String> tokens() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Token.ALL.forEach(token -> meanings.put(token.name(), token.meaning()));
        return meanings;
    }

    private static LineFormat compile(String pattern) {
        var dialect = pattern.startsWith("{") ? Dialect.JSON : Dialect.TEXT;
        List<Piece> pieces = new ArrayList<>();
        int bound = 0;
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            if (pattern.startsWith("%%", i)) {
                text.append('%');
                i += 2;
            } else if (pattern.startsWith("%{", i)) {
                bound += constant(text, pieces);
                int close = closing(pattern, i);
                Token token = Token.of(pattern.substring(i + 2, close));
                pieces.add(token.compiler().apply(dialect));
                bound += token.bound();
                i = close + 1;
            } else {
                text.append(pattern.charAt(i++));
            }
        }
        bound += constant(text.append('\n'), pieces);
        return new LineFormat(pieces.toArray(Piece[]::new), checked(bound));
    }

    private static int closing(String pattern, int start) {
        int close = pattern.indexOf('}', start);
        if (close < 0) {
            throw new IllegalArgumentException("format: " + pattern.substring(start) + " (expected: a closing brace)");
        }
        return close;
    }

    private static int checked(int bound) {
        if (bound > LogLane.CHUNK_SIZE / 2) {
            throw new IllegalArgumentException("format: up to " + bound + " bytes a line (expected: at most "
                    + LogLane.CHUNK_SIZE / 2 + "; use fewer tokens)");
        }
        return bound;
    }

    private static int constant(StringBuilder text, List<Piece> pieces) {
        if (text.isEmpty()) {
            return 0;
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        pieces.add((line, outcome) -> line.put(bytes));
        return bytes.length;
    }

    /** The most bytes that a line can have. */
    int bound() {
        return bound;
    }

    /** Appends one line with its line feed; returns where the next one goes. */
    int append(Line line, Outcome outcome) {
        for (Piece piece : pieces) {
            piece.append(line, outcome);
        }
        return line.end();
    }

    /** How values are written. */
    static final class Dialect {
        static final Dialect JSON = new Dialect(Escape.JSON, "null", "");
        static final Dialect TEXT = new Dialect(Escape.TEXT, "-", "-");

        final Escape escape;
        /** For a number that there is not. */
        final byte[] absent;
        /** For a text that there is not. */
        final byte[] none;

        private Dialect(Escape escape, String absent, String none) {
            this.escape = escape;
            this.absent = Ascii.bytes(absent);
            this.none = Ascii.bytes(none);
        }
    }
}
