package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import dev.skein.conformance.Http2Corpus.Stream;
import java.io.IOException;
import java.nio.file.Path;
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

/** What Skein makes of each case of the corpus that comes over HTTP/2. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2CorpusIT {
    private RecordingServer server;
    private Contender skein;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        server = new RecordingServer(Map.of());
        skein = Contender.skein(directory, server.port());
    }

    @AfterAll
    void end() throws IOException {
        skein.close();
        server.close();
    }

    static List<Stream> own() {
        return Http2Corpus.own();
    }

    static List<Stream> translated() {
        return Http2Corpus.translated();
    }

    @Test
    void theCorpusIsLargeAndNoNameIsTakenTwice() {
        assertThat(own().size() + translated().size()).isGreaterThan(400);
        assertThat(own().stream().collect(Collectors.groupingBy(Stream::name)))
                .allSatisfy((name, cases) -> assertThat(cases).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("own")
    void aServerSeesOneInterpretationOrNothing(Stream each) throws IOException {
        Outcome outcome = Http2Trial.of(each, skein, server);
        List<Integer> wanted = each.wanted().statuses().stream().limit(1).toList();
        boolean through = wanted.contains(200);
        assertThat(outcome.objections()).isEmpty();
        // Each stream is for itself: the next one has its answer.
        assertThat(outcome.statuses()).last().isEqualTo(200);
        assertThat(outcome.statuses().subList(0, outcome.statuses().size() - 1)).isEqualTo(wanted);
        assertThat(outcome.seen()).hasSize(through ? 2 : 1);
        if (through) {
            assertThat(each.wanted().untrue(outcome.seen().getFirst())).isEmpty();
        }
    }

    /** Whatever the fields said: a server saw one request of it, or none, and then the canary; none of what HTTP/1.1 refuses. */
    @ParameterizedTest
    @MethodSource("translated")
    void whatIsBadInOneProtocolIsNoBetterInTheOther(Stream each) throws IOException {
        Outcome outcome = Http2Trial.of(each, skein, server);
        assertThat(outcome.objections()).isEmpty();
        assertThat(outcome.statuses()).hasSizeLessThanOrEqualTo(2).last().isEqualTo(200);
        assertThat(outcome.seen()).hasSizeLessThanOrEqualTo(2);
        assertThat(outcome.seen().getLast().isCanary()).isTrue();
        if (outcome.seen().size() == 2) {
            assertThat(outcome.statuses().getFirst()).isEqualTo(200);
        }
        Http2Corpus.refused(each).ifPresent(refused -> {
            assertThat(outcome.seen()).hasSize(refused ? 1 : 2);
            assertThat(outcome.statuses())
                    .hasSize(2)
                    .first(INTEGER)
                    .isBetween(refused ? 400 : 200, refused ? 599 : 200);
        });
    }
}
