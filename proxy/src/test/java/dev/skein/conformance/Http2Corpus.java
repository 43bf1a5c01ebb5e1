package dev.skein.conformance;

import dev.skein.conformance.Corpus.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cases as streams of HTTP/2: those of a file of their own, and those of HTTP/1.1 that can be told in fields. */
final class Http2Corpus {
    private static final String USUAL = ":scheme http // :authority a.test // ";
    private static final String BETWEEN = " // ";

    /**
     * One stream.
     *
     * @param fields name and value
     * @param data a DATA frame each
     */
    record Stream(String name, String rule, Wanted wanted, List<Field> fields, List<String> data, List<Field> trailers)
            implements Tried {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A character a byte. */
    record Field(String name, String value) {}

    private static final String NO_VERSION = "what is wrong is the version in the request line, and fields have none";
    private static final String NO_HTTP10 = "servers of HTTP/1.0 take such a body for the next request";

    /** What is refused in HTTP/1.1 and nevertheless passes in fields, with the reason. */
    private static final Map<String, String> ONLY_OF_HTTP1 = Map.of(
            "line-cr-cr-lf", "what is wrong is the end of a line, and fields have none",
            "line-version-1-2", NO_VERSION,
            "line-version-1-9", NO_VERSION,
            "line-version-two-digits", NO_VERSION,
            "host-twice", "the first becomes :authority, and beside it the same Host is allowed (RFC 9113 §8.3.1)",
            "length-10-get", NO_HTTP10,
            "length-10-head", NO_HTTP10,
            "length-10-delete", NO_HTTP10);

    /** Whether a translated case must be refused, as it is in HTTP/1.1; else it must pass. Empty: it may do either. */
    static Optional<Boolean> refused(Stream each) {
        if (ONLY_OF_HTTP1.containsKey(each.name())) {
            return Optional.of(false);
        }
        return each.wanted().statuses().contains(200) ? Optional.empty() : Optional.of(true);
    }

    private Http2Corpus() {}

    static List<Stream> own() {
        return Corpus.lines("http2.txt").map(Http2Corpus::parse).toList();
    }

    private static Stream parse(String line) {
        String[] parts = line.split(" \\| ", 4);
        String written = parts[3].replace("{G}", ":method GET // " + USUAL + ":path /")
                .replace("{P}", ":method POST // " + USUAL + ":path /p");
        List<Field> fields = new ArrayList<>();
        List<String> data = new ArrayList<>();
        List<Field> trailers = new ArrayList<>();
        for (String part : Corpus.repeated(written).split(BETWEEN, -1)) {
            if (part.startsWith("= ")) {
                data.add(Corpus.unescape(part.substring(2)));
            } else if (part.startsWith("+ ")) {
                trailers.add(field(part.substring(2)));
            } else {
                fields.add(field(part));
            }
        }
        return new Stream(parts[0], parts[1], Wanted.parse(parts[2].replace("reset", "cut")), fields, data, trailers);
    }

    private static Field field(String written) {
        int space = written.indexOf(' ');
        return new Field(text(written.substring(0, space)), text(written.substring(space + 1)));
    }

    /** With the escapes of {@link Corpus}; a lone {@code \\x} is empty. */
    static String text(String written) {
        return written.equals("\\x") ? "" : Corpus.unescape(written);
    }

    /** The cases of HTTP/1.1 whose heads can be told apart from their lines' ends. */
    static List<Stream> translated() {
        return Corpus.requests().stream()
                .map(Http2Corpus::translated)
                .filter(stream -> stream != null)
                .toList();
    }

    private static @Nullable Stream translated(Case each) {
        int end = each.text().indexOf("\r\n\r\n");
        String[] lines = end < 0 ? new String[0] : each.text().substring(0, end).split("\r\n", -1);
        int first = lines.length == 0 ? -1 : lines[0].indexOf(' ');
        int last = lines.length == 0 ? -1 : lines[0].lastIndexOf(' ');
        if (first <= 0 || last <= first || !lines[0].substring(last).startsWith(" HTTP/1.")) {
            return null;
        }
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(":method", lines[0].substring(0, first)));
        fields.add(new Field(":scheme", "http"));
        fields.add(new Field(":path", lines[0].substring(first + 1, last)));
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0) {
                return null;
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", "");
            if (name.equals("host")
                    && fields.stream().noneMatch(field -> field.name().equals(":authority"))) {
                fields.add(2, new Field(":authority", value));
            } else {
                fields.add(new Field(name, value));
            }
        }
        String body = each.text().substring(end + 4);
        return new Stream(
                each.name(), each.rule(), each.wanted(), fields, body.isEmpty() ? List.of() : List.of(body), List.of());
    }
}
