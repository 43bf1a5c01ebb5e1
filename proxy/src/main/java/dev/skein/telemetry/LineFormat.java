package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
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

    /** One JSON object a line: The default. */
    public static final LineFormat JSON = new PatternReader(JSON_TEXT, "").read();

    /**
     * The combined format of Apache and nginx, so that their tools read it, and after it host, route, pool/server,
     * attempts, end code, queue/connect/first byte/total in milliseconds, and the request's id.
     */
    public static final LineFormat COMBINED = new PatternReader(COMBINED_TEXT, "").read();

    /** A text goes before each piece, and one more ends the line: in words, for most of a line is such text. */
    private final long[][] texts;

    private final int[] lengths;
    private final Piece[] pieces;
    private final int bound;

    /** One step of writing a line. */
    interface Piece {
        void append(Line line, Outcome outcome);
    }

    /**
     * Puts a line together.
     *
     * @param texts one before each piece and one after the last, line feed included
     * @param bound the room that a line needs, {@link Line#SLACK} included
     */
    LineFormat(List<byte[]> texts, List<Piece> pieces, int bound) {
        this.texts = texts.stream().map(Line::words).toArray(long[][]::new);
        this.lengths = texts.stream().mapToInt(text -> text.length).toArray();
        this.pieces = pieces.toArray(Piece[]::new);
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
            default -> new PatternReader(setting, nodeId).read();
        };
    }

    /** Names of all tokens and what they say, for the documentation; {@code header.NAME} and the like with their dot. */
    public static Map<String, String> tokens() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("node.id", "name of the node");
        Token.ALL.forEach(token -> meanings.put(token.name(), token.meaning()));
        return meanings;
    }

    /** The room that a line needs, {@link Line#SLACK} included. */
    int bound() {
        return bound;
    }

    /** Appends one line with its line feed; returns where the next one goes. */
    int append(Line line, Outcome outcome) {
        int last = pieces.length;
        for (int i = 0; i < last; i++) {
            line.put(texts[i], lengths[i]);
            pieces[i].append(line, outcome);
        }
        line.put(texts[last], lengths[last]);
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
