package dev.skein.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cases of one file, whose head says how they are written. */
public final class Corpus {
    private static final String HOST = "Host: a.test\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final Map<String, String> WORDS = Map.of(
            "{G}",
            "GET / HTTP/1.1\r\n" + HOST,
            "{P}",
            "POST /p HTTP/1.1\r\n" + HOST,
            "{H}",
            HOST,
            "{R}",
            OK,
            "{E}",
            "\r\n\r\n");
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|t|0|\\\\|x[0-9a-f]{2})");
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}*]+)\\*(\\d+)}", Pattern.DOTALL);

    /**
     * @param rule where it is written
     * @param text one character a byte
     */
    public record Case(String name, String rule, Wanted wanted, String text) implements Tried {
        @Override
        public String toString() {
            return name;
        }
    }

    private Corpus() {}

    public static List<Case> requests() {
        return read("requests.txt", "POST /p HTTP/1.1\r\n" + HOST + CHUNKED);
    }

    public static List<Case> responses() {
        return read("responses.txt", OK + CHUNKED);
    }

    private static List<Case> read(String file, String chunked) {
        return lines(file).map(line -> parse(line, chunked)).toList();
    }

    /** The cases of a file, as they are written. */
    static Stream<String> lines(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/conformance/" + file)) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().filter(line -> !line.isEmpty() && !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String line, String chunked) {
        String[] parts = line.split(" \\| ", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException(line + " (expected: name | rule | wanted | bytes)");
        }
        return new Case(parts[0], parts[1], Wanted.parse(parts[2]), text(parts[3], chunked));
    }

    private static String text(String written, String chunked) {
        String text = written.replace("{C}", chunked);
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        return repeated(unescape(text));
    }

    static String repeated(String text) {
        return REPEATED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
    }

    static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "r" -> "\r";
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "0" -> "\0";
                            case "\\" -> "\\";
                            default ->
                                String.valueOf(
                                        (char) Integer.parseInt(found.group(1).substring(1), 16));
                        }));
    }
}
