package dev.skein.fuzz;

import dev.skein.conformance.Ambiguous;
import dev.skein.conformance.Message;
import dev.skein.conformance.StrictReader;
import dev.skein.http.FieldRules;
import dev.skein.http.Head;
import dev.skein.http.HeadWriter;
import dev.skein.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What goes on of a head, and what should: told apart by name here, as docs/conformance.md has it, and not by kind. */
final class PassedOn {
    static final int FRAMING = HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH;
    private static final String HOST = "host";
    private static final Set<String> THIS_HOP = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade");

    private PassedOn() {}

    /** A request's lines as a server gets them, but for its body's framing and the empty line. */
    static String lines(RequestHead head) {
        ByteBuf out = Unpooled.buffer();
        HeadWriter.requestLine(out, head);
        HeadWriter.fields(out, head, FRAMING | HeadWriter.HOST, null);
        out.writeCharSequence("Host: ", StandardCharsets.ISO_8859_1);
        if (head.absoluteForm()) {
            head.writeAuthority(out);
        } else {
            out.writeCharSequence(host(head), StandardCharsets.ISO_8859_1);
        }
        out.writeCharSequence("\r\n", StandardCharsets.ISO_8859_1);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String host(RequestHead head) {
        return fields(head).stream()
                .filter(line -> name(line).equals(HOST))
                .map(line -> line.substring(HOST.length() + 1))
                .findFirst()
                .orElse("none.test");
    }

    /** Fails unless it is the request that came, as far as it is for the server. */
    static void sameRequest(RequestHead came, Message sent) {
        Pieces.same(text(came, came.methodStart(), came.methodEnd()), sent.method());
        Pieces.same(target(came), sent.target());
        Pieces.same(kept(fields(came)), kept(fields(sent)));
    }

    /** Fails unless the strict reader, where it takes the bytes, has read the same fields of them. */
    static void sameFields(Head came, @Nullable Message strict) {
        if (strict != null) {
            Pieces.same(fields(strict), fields(came));
        }
    }

    private static String target(RequestHead head) {
        String query = head.hasQuery() ? "?" + text(head, head.queryStart(), head.queryEnd()) : "";
        return text(head, head.pathStart(), head.pathEnd()) + query;
    }

    /** Each as {@code name:value}, without the white space around the value. */
    static List<String> fields(Head head) {
        return IntStream.range(0, head.fieldCount())
                .mapToObj(field -> text(head, head.nameStart(field), head.nameEnd(field)) + ":"
                        + text(head, head.valueStart(field), head.valueEnd(field)))
                .toList();
    }

    static List<String> fields(Message message) {
        return message.fields().stream()
                .map(line -> line.replaceFirst(":[ \t]*", ":").replaceFirst("[ \t]+$", ""))
                .toList();
    }

    /** Those that are for whoever comes next. */
    static List<String> kept(List<String> fields) {
        Set<String> nominated = fields.stream()
                .filter(line -> name(line).equals("connection"))
                .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).split(",", -1)))
                .map(token -> token.strip().toLowerCase(Locale.ROOT))
                .filter(PassedOn::nominable)
                .collect(Collectors.toSet());
        return fields.stream()
                .filter(line -> !THIS_HOP.contains(name(line)) && !name(line).equals(HOST))
                .filter(line -> !nominated.contains(name(line)))
                .toList();
    }

    private static boolean nominable(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return FieldRules.nominable(bytes, 0, bytes.length) && !name.equals("expect");
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    static String text(Head head, int start, int end) {
        return new String(head.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** What we wrote must be whole, and have one meaning. */
    static Message strict(String text, boolean response) {
        try {
            return Objects.requireNonNull(
                    response ? StrictReader.response(text, 0, true, true) : StrictReader.request(text, 0), text);
        } catch (Ambiguous e) {
            throw new AssertionError(e.getMessage() + ", of: " + text, e);
        }
    }

    /** What came, as the strict reader has it; null where it objects, or some is missing. */
    static @Nullable Message came(byte[] bytes, boolean response) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            return response ? StrictReader.response(text, 0, true, true) : StrictReader.request(text, 0);
        } catch (Ambiguous e) {
            return null;
        }
    }
}
