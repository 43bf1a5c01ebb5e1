package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.conformance.Corpus.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corpus through Skein, nginx and HAProxy. Where they differ is written down in {@code docs/conformance.md}, which
 * {@code -Dskein.write-docs=true} writes anew.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");
    private static final String BEGIN = "<!-- written by DifferentialIT: begin -->\n";
    private static final String END = "<!-- written by DifferentialIT: end -->\n";

    private RecordingServer server;
    private final List<Contender> proxies = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        server = new RecordingServer(
                Corpus.responses().stream().collect(Collectors.toMap(Case::name, Function.identity())));
        proxies.add(Contender.skein(Files.createDirectory(directory.resolve("a")), server.port()));
        proxies.add(Contender.nginx(Files.createDirectory(directory.resolve("b")), server.port()));
        proxies.add(Contender.haproxy(Files.createDirectory(directory.resolve("c")), server.port()));
    }

    @AfterAll
    void end() throws IOException {
        for (Contender proxy : proxies) {
            proxy.close();
        }
        server.close();
    }

    @Test
    void whereTheThreeDifferIsWhatTheDocumentSays() throws IOException {
        String table = BEGIN + "\nSkein beside "
                + proxies.stream()
                        .skip(1)
                        .map(each -> each.name() + " " + each.version())
                        .collect(Collectors.joining(" and "))
                + ", each with its defaults.\n\n"
                + section("Requests", Corpus.requests(), this::request)
                + section("Responses", Corpus.responses(), Trial::response)
                + section("Requests over HTTP/2", Http2Corpus.own(), this::stream)
                + section("The requests of HTTP/1.1, told in fields of HTTP/2", Http2Corpus.translated(), this::stream)
                + END;
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        assertThat(begin).isGreaterThan(0);
        String written = document.substring(begin, end + END.length());
        if (Boolean.getBoolean("skein.write-docs")) {
            Files.writeString(DOCUMENT, document.replace(written, table));
        } else {
            // Some of the others' answers depend on which of two packets comes first.
            List<String> news =
                    table.lines().filter(line -> !written.contains(line)).toList();
            assertThat(news).hasSizeLessThan(10);
        }
    }

    private Outcome request(Case each, Contender proxy) throws IOException {
        return Trial.request(each, proxy, server);
    }

    private Outcome stream(Http2Corpus.Stream each, Contender proxy) throws IOException {
        return Http2Trial.of(each, proxy, server);
    }

    /** Puts a case before a proxy. */
    @FunctionalInterface
    private interface Asked<T extends Tried> {
        Outcome of(T each, Contender proxy) throws IOException;
    }

    private <T extends Tried> String section(String title, List<T> cases, Asked<T> asked) throws IOException {
        List<String> rows = new ArrayList<>();
        int[] alike = new int[proxies.size()];
        int[] ambiguous = new int[proxies.size()];
        List<String> ours = new ArrayList<>();
        for (T each : cases) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < proxies.size(); i++) {
                Outcome outcome = asked.of(each, proxies.get(i));
                String text = outcome.text(each.wanted());
                alike[i] += i > 0 && text.equals(texts.getFirst()) ? 1 : 0;
                ambiguous[i] += outcome.objections().isEmpty() ? 0 : 1;
                if (i == 0) {
                    outcome.objections().forEach(objection -> ours.add(each.name() + ": " + objection));
                }
                texts.add(text);
            }
            if (texts.stream().distinct().count() > 1) {
                rows.add(row(each, texts));
            }
        }
        assertThat(ours).isEmpty();
        return "## " + title + "\n\n" + cases.size() + " cases; " + tally(alike, ambiguous) + ".\n\n| case | rule | "
                + proxies.stream().map(Contender::name).collect(Collectors.joining(" | "))
                + " |\n|---|---|---|---|---|\n"
                + String.join("", rows) + "\n";
    }

    private String tally(int[] alike, int[] ambiguous) {
        List<String> parts = new ArrayList<>();
        for (int i = 1; i < proxies.size(); i++) {
            parts.add(proxies.get(i).name() + " does the same in " + alike[i] + ", and passes on " + ambiguous[i]
                    + " that could be read in more than one way");
        }
        return String.join("; ", parts);
    }

    private static String row(Tried each, List<String> texts) {
        String cells = texts.stream()
                .skip(1)
                .map(text -> text.equals(texts.getFirst()) ? "the same" : plain(text))
                .collect(Collectors.joining(" | "));
        return "| " + each.name() + " | " + each.rule() + " | " + plain(texts.getFirst()) + " | " + cells + " |\n";
    }

    /** Fit for a cell of a table. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.chars()
                .forEach(c -> plain.append(
                        switch (c) {
                            case '|' -> "\\|";
                            case '<' -> "&lt;";
                            case '\r' -> "␍";
                            case '\n' -> "␊";
                            case '\t' -> "␉";
                            default -> c < ' ' || c > '~' && c < 0x100 ? "·" : String.valueOf((char) c);
                        }));
        return plain.toString();
    }
}
