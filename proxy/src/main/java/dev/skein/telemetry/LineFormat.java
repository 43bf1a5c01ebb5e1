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
            "{\"time\":\"%{time.iso}\",\"client\":\"%{client.address}\",\"protocol\":\"%{request.protocol}\","
                + "\"tls\":%{tls},\"method\":\"%{request.method}\",\"host\":\"%{request.host}\",\"uri\":\"%{request.uri}\","
                + "\"status\":%{response.status},\"bytes_in\":%{bytes.in},\"bytes_out\":%{bytes.out},"
                + "\"referer\":\"%{header.referer}\",\"user_agent\":\"%{header.user-agent}\","
                + "\"request_id\":\"%{request.id}\",\"listener\":\"%{listener}\",\"route\":\"%{route}\","
                + "\"pool\":\"%{pool}\",\"server\":\"%{server}\",\"attempts\":%{attempts},\"reused\":%{reused},"
                + "\"end\":\"%{end}\",\"reason\":\"%{reason}\",\"queue_ms\":%{time.queue},\"connect_ms\":%{time.connect},"
                + "\"first_byte_ms\":%{time.first-byte},\"total_ms\":%{time.total}}";
    private static final String COMBINED_TEXT =
            "%{client.address} - - [%{time.combined}] \"%{request.method} %{request.uri} %{request.protocol}\" "
                    + "%{response.status} %{bytes.out} \"%{header.referer}\" \"%{header.user-agent}\" "
                    + "%{request.host} %{route} %{pool}/%{server} %{attempts} %{end} "
                    + "%{time.queue}/%{time.connect}/%{time.first-byte}/%{time.total} %{request.id}";

    /** The same in every line of a node, so it is text and no token. */
    private static final String NODE_ID = "%{node.id}";

    /** One JSON object a line: The default. */
    public static final LineFormat JSON = compile(JSON_TEXT, "");

    /**
     * The combined format of Apache and nginx, so that their tools read it, and after it host, route, pool/server,
     * attempts, end code, queue/connect/first byte/total in milliseconds, and the request's id.
     */
    public static final LineFormat COMBINED = compile(COMBINED_TEXT, "");

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
     * Reads the setting: {@code json}, {@code combined}, or a pattern of text and tokens like <code>%{response.status}</code>
     * ({@link #tokens()}; <code>%%{</code> stands for its last two). A pattern that begins with a brace is JSON: its values are
     * escaped for JSON strings, and absent durations are {@code null}; else for quoted text, and absent is {@code -}.
     *
     * @param nodeId what <code>%{node.id}</code> stands for
     * @throws IllegalArgumentException with name, place and rule, if a token is unknown or the line could get too long
     */
    public static LineFormat of(String setting, String nodeId) {
        return switch (setting) {
            case "json" -> JSON;
            case "combined" -> COMBINED;
            default -> compile(setting, nodeId);
        };
    }

    /** Names of all tokens and what they say, for the documentation; {@code header.NAME} and the like with their dot. */
    public static Map<String, String> tokens() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("node.id", "name of the node");
        Token.ALL.forEach(token -> meanings.put(token.name(), token.meaning()));
        return meanings;
    }

    private static LineFormat compile(String pattern, String nodeId) {
        var dialect = pattern.startsWith("{") ? Dialect.JSON : Dialect.TEXT;
        List<Piece> pieces = new ArrayList<>();
        int bound = 0;
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            if (pattern.startsWith("%%{", i)) {
                text.append("%{");
                i += 3;
            } else if (pattern.startsWith(NODE_ID, i)) {
                text.append(nodeId);
                i += NODE_ID.length();
            } else if (pattern.startsWith("%{", i)) {
                bound += constant(text, pieces);
                int close = closing(pattern, i);
                String reference = pattern.substring(i + 2, close);
                Token token = Token.of(reference);
                pieces.add(token.compile(reference, dialect));
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
