package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text with variables, compiled: values of fields, targets of redirects. A variable is a name in braces behind a percent
 * sign, <code>%{request.host}</code>. A percent sign that begins none is itself; two of them before a brace are one, and the
 * brace. The variables are those of {@link Variables.Fact}, and
 *
 * <ul>
 *   <li>{@code client.address}, {@code client.port};
 *   <li>{@code request.method}, {@code request.scheme}, {@code request.host} (without port), {@code request.authority},
 *       {@code request.uri} (path and query), {@code request.path}, {@code request.query}, {@code request.protocol}: of the
 *       request as it was matched, before any rewriting;
 *   <li>{@code header.NAME} (several lines joined by commas), {@code cookie.NAME} (the first one), {@code query.NAME} (the
 *       first one, not decoded);
 *   <li>{@code match.1}, {@code match.name}: a group of the route's path expression.
 * </ul>
 *
 * <p>A value that a request does not have is empty. Control characters are cut out of every value, so that none can end a
 * field and begin another (RFC 9110 §5.5). Immutable, for all threads; evaluation allocates nothing.
 */
public final class Template {
    private final String text;
    private final TemplatePart[] parts;

    private Template(String text, TemplatePart[] parts) {
        this.text = text;
        this.parts = parts;
    }

    /** Compiles a text that names no groups. */
    public static Template compile(String text) {
        return compile(text, null);
    }

    /**
     * Compiles a text.
     *
     * @param path the route's condition on the path, whose groups may be named
     * @throws IllegalArgumentException with value and rule for an unknown variable or group, a missing brace, and
     *     characters that can't be in a field
     */
    public static Template compile(String text, @Nullable PathPattern path) {
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            throw malformed(text, "no control characters and none beyond ISO 8859-1");
        }
        List<TemplatePart> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("%%{", i)) {
                literal.append("%{");
                i += 3;
            } else if (text.startsWith("%{", i)) {
                int close = text.indexOf('}', i);
                if (close < 0) {
                    throw malformed(text, "} behind %{");
                }
                flush(literal, parts);
                parts.add(TemplatePart.of(text.substring(i + 2, close), path));
                i = close + 1;
            } else {
                literal.append(text.charAt(i++));
            }
        }
        flush(literal, parts);
        return new Template(text, parts.toArray(TemplatePart[]::new));
    }

    /** Whether it is the same text for every request. */
    public boolean constant() {
        return parts.length == 0 || (parts.length == 1 && parts[0] instanceof TemplatePart.Literal);
    }

    /** Appends the text with its values. */
    public void append(Variables source, ByteSink sink) {
        for (TemplatePart part : parts) {
            int start = sink.length();
            part.append(source, sink);
            if (!(part instanceof TemplatePart.Literal)) {
                clean(sink, start);
            }
        }
    }

    /** As written. */
    @Override
    public String toString() {
        return text;
    }

    private static void flush(StringBuilder literal, List<TemplatePart> parts) {
        if (!literal.isEmpty()) {
            parts.add(new TemplatePart.Literal(Ascii.bytes(literal.toString())));
            literal.setLength(0);
        }
    }

    private static void clean(ByteSink sink, int start) {
        byte[] bytes = sink.bytes();
        int kept = start;
        for (int i = start, end = sink.length(); i < end; i++) {
            byte b = bytes[i];
            if (((b & 0xe0) != 0 && b != 0x7f) || b == '\t') {
                bytes[kept++] = b;
            }
        }
        sink.truncate(kept);
    }

    private static IllegalArgumentException malformed(String text, String rule) {
        return new IllegalArgumentException("template: " + text + " (expected: " + rule + ")");
    }
}
