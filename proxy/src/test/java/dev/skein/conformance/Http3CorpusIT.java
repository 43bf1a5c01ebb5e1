package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.NodeUnderTest;
import dev.skein.conformance.Http2Corpus.Stream;
import dev.skein.conformance.Http3Corpus.Connection;
import dev.skein.harness.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Skein makes of each case of the corpus that comes over HTTP/3. The list of those that no other version has is in
 * {@code docs/conformance.md}, which {@code -Dskein.write-docs=true} writes anew.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http3CorpusIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");
    private static final String BEGIN = "<!-- written by Http3CorpusIT: begin -->\n";
    private static final String END = "<!-- written by Http3CorpusIT: end -->\n";

    private RecordingServer server;
    private NodeUnderTest skein;
    private Http3Trial trial;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = new RecordingServer(Map.of());
        SelfSigned.write(directory, "a", "a.test");
        // All its limits but those that a hundred bad requests of one client would come to.
        skein = NodeUnderTest.start(directory, """
            skein.node.event-loops = 1
            skein.listeners.web { bind = "127.0.0.1:0", http3 { resets = 100000, controls = 100000 }
              tls { protocols = [ h3, h2 ], certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ] } }
            skein.routes = [ { name = all, match { path-prefix = / }, pool = p }, { name = any, priority = -1, pool = p } ]
            skein.pools.p { servers = [ "127.0.0.1:%2$d" ], health { type = off }, passive { consecutive-failures = 0 }
              retry { attempts = 1 } }
            """.formatted(directory, server.port()));
        trial = new Http3Trial(skein.port("web"));
    }

    @AfterAll
    void end() throws IOException {
        trial.close();
        skein.close();
        server.close();
    }

    static List<Connection> own() {
        return Http3Corpus.own();
    }

    static List<Stream> ofHttp2() {
        return Http3Corpus.ofHttp2();
    }

    static List<Stream> translated() {
        return Http3Corpus.translated();
    }

    @Test
    void theCorpusIsLargeAndNoNameIsTakenTwice() {
        assertThat(own()).hasSizeGreaterThan(90);
        assertThat(ofHttp2().size() + translated().size()).isGreaterThan(400);
        assertThat(own().stream().collect(Collectors.groupingBy(Connection::name)))
                .allSatisfy((name, cases) -> assertThat(cases).hasSize(1));
        assertThat(ofHttp2()).noneMatch(each -> each.rule().startsWith("9113"));
    }

    @ParameterizedTest
    @MethodSource("own")
    void aConnectionComesToWhatItsRuleSays(Connection each) throws Exception {
        forget();
        List<String> words = Arrays.asList(each.wanted().split(" ", -1));
        boolean pass = words.getFirst().equals("pass");
        assertThat(trial.of(each)).isEqualTo(pass ? "200" : each.wanted());
        assertThat(server.objections()).isEmpty();
        List<Message> seen = server.seen();
        assertThat(seen).hasSize(pass ? 2 : words.getFirst().equals("close") ? 0 : 1);
        if (pass) {
            assertThat(new Wanted(List.of(), true, words.subList(1, words.size())).untrue(seen.getFirst()))
                    .isEmpty();
        }
    }

    /** As over HTTP/2, but for what shows only when the end of a request comes, which may be later here. */
    @ParameterizedTest
    @MethodSource("ofHttp2")
    void aServerSeesOneInterpretationOrNothing(Stream each) throws Exception {
        forget();
        String outcome = trial.of(each);
        List<Message> seen = seenBeforeTheCanary();
        List<Integer> wanted = each.wanted().statuses();
        boolean late = each.data().isEmpty() && each.name().startsWith("length-");
        if (wanted.isEmpty() || late && outcome.startsWith("reset")) {
            assertThat(outcome).isEqualTo("reset H3_MESSAGE_ERROR");
            assertThat(seen)
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(message -> message.body().isEmpty());
        } else {
            assertThat(outcome).isEqualTo(String.valueOf(wanted.getFirst()));
            assertThat(seen).hasSize(wanted.getFirst() == 200 ? 1 : 0);
            assertThat(seen)
                    .allSatisfy(
                            message -> assertThat(each.wanted().untrue(message)).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("translated")
    void whatIsBadInOneProtocolIsNoBetterInTheOther(Stream each) throws Exception {
        forget();
        String outcome = trial.of(each);
        List<Message> seen = seenBeforeTheCanary();
        assertThat(seen).hasSizeLessThanOrEqualTo(outcome.equals("200") || outcome.startsWith("reset") ? 1 : 0);
        Http2Corpus.refused(each).ifPresent(refused -> {
            assertThat(seen).hasSize(refused ? 0 : 1);
            assertThat(outcome).matches(refused ? "[45]..|reset H3_MESSAGE_ERROR" : "200");
        });
    }

    private List<Message> seenBeforeTheCanary() throws Exception {
        assertThat(trial.canary().heads().getLast()).contains("x-from: canary\n");
        assertThat(server.objections()).isEmpty();
        List<Message> seen = server.seen();
        assertThat(seen.getLast().isCanary()).isTrue();
        return seen.subList(0, seen.size() - 1);
    }

    private void forget() {
        server.seen();
        server.objections();
    }

    @Test
    void theListIsInTheDocument() throws IOException {
        String table = BEGIN + "\n## HTTP/3\n\n" + own().size()
                + " cases of its own.\n\n| case | rule | comes to |\n|---|---|---|\n"
                + own().stream()
                        .map(each -> "| " + each.name() + " | " + each.rule() + " | " + each.wanted() + " |\n")
                        .collect(Collectors.joining())
                + "\n" + END;
        String document = Files.readString(DOCUMENT);
        String written = document.substring(document.indexOf(BEGIN), document.indexOf(END) + END.length());
        if (Boolean.getBoolean("skein.write-docs")) {
            Files.writeString(DOCUMENT, document.replace(written, table));
        } else {
            assertThat(written).isEqualTo(table);
        }
    }
}
