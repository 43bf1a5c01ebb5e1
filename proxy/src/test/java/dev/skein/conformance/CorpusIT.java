package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.conformance.Corpus.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Skein makes of each case of the corpus. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusIT {
    private RecordingServer server;
    private Contender skein;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        server = new RecordingServer(
                Corpus.responses().stream().collect(Collectors.toMap(Case::name, Function.identity())));
        skein = Contender.skein(directory, server.port());
    }

    @AfterAll
    void end() throws IOException {
        skein.close();
        server.close();
    }

    static List<Case> requests() {
        return Corpus.requests();
    }

    static List<Case> responses() {
        return Corpus.responses();
    }

    @Test
    void theCorpusIsLargeAndNoNameIsTakenTwice() {
        assertThat(Corpus.requests()).hasSizeGreaterThan(300);
        assertThat(Corpus.requests().stream().collect(Collectors.groupingBy(Case::name)))
                .allSatisfy((name, cases) -> assertThat(cases).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aServerSeesOneInterpretationOrNothing(Case each) throws IOException {
        assertThat(Trial.request(each, skein, server).wrong(each.wanted())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("responses")
    void aClientSeesOneInterpretationOrThatThereIsNone(Case each) throws IOException {
        assertThat(Trial.response(each, skein).wrongAnswer(each.wanted())).isEmpty();
    }

    @Test
    void theReaderOfTheTestsObjectsToWhatCouldBeReadTwice() {
        assertThat(Map.of(
                        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                                "framing",
                        "GET / HTTP/1.1\nHost: a\n\n", "LF",
                        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "Hosts",
                        "GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", "field",
                        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\n\r\n",
                                "chunk"))
                .allSatisfy((text, why) -> org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> StrictReader.request(text, 0))
                        .isInstanceOf(Ambiguous.class)
                        .hasMessageContaining(why));
    }
}
