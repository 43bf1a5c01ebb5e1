package dev.skein.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.revision.OwnFile.Standing;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes onto disks and between nodes, and what a node's own file is beside what rules. */
class RevisionTest {
    private static final OwnFile ONE = new OwnFile("id1", "shared1");
    private static final OwnFile TWO = new OwnFile("id2", "shared2");
    private static final OwnFile THREE = new OwnFile("id3", "shared3");

    private static Bundle bundle(String... namesAndTexts) {
        TreeMap<String, String> files = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return new Bundle(files);
    }

    @Test
    void aBundleIsReadAsItWasWrittenAndItsIdTellsEveryDifference() throws IOException {
        Bundle bundle = bundle("", "skein { include \"größe.conf\" }", "größe.conf", "a = 1");
        assertThat(Bundle.decode(bundle.encode())).isEqualTo(bundle);
        assertThat(bundle.id())
                .hasSize(64)
                .isNotEqualTo(bundle("", "skein { include \"größe.conf\" }").id());
        assertThat(bundle("", "ab", "c", "").id())
                .isNotEqualTo(bundle("", "a", "bc", "").id());
    }

    @Test
    void halfABundleIsRefused() {
        byte[] whole = bundle("", "skein {}").encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Bundle.decode(part)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theHeadKeepsTwentyRevisionsAndTheTrial() throws IOException {
        Head head = Head.NONE;
        for (int i = 1; i <= 25; i++) {
            head = head.committing("id" + i, "ops", i, "note " + i);
        }
        assertThat(head.history()).extracting(Revision::number).isEqualTo(numbers(25, 6));
        assertThat(head.find(6)).isNotNull();
        assertThat(head.find(5)).isNull();
        Head tried = head.trying(new Trial(new Revision(26, "x", "ops", 7, ""), "b", 1000));
        assertThat(Head.decode(tried.encode())).isEqualTo(tried);
        assertThat(tried.bundles()).hasSize(21).contains("x");
        assertThat(tried.number()).isEqualTo(25);
        assertThat(tried.committing("x", "ops", 8, "").trial()).isNull();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(to, from).map(n -> from + to - n).boxed().toList();
    }

    @Test
    void whatANodeSaysOfItselfAndThinksOfABundleIsReadAsItWasWritten() throws IOException {
        NodeState state = new NodeState(7, "id", true, ONE, Standing.CANDIDATE, "why");
        assertThat(NodeState.decode(state.encode())).isEqualTo(state);
        Verdict verdict = new Verdict(List.of("p"), List.of("w", "v"), new Replayed(9, 1, 2, 3, List.of("GET /")));
        assertThat(Verdict.decode(verdict.encode())).isEqualTo(verdict);
        Taken taken = new Taken(new Revision(3, "id", "ops", 5, "n"), TWO);
        assertThat(Taken.decode(taken.encode())).isEqualTo(taken);
    }

    @Test
    void aFileIsACandidateOnlyIfItHasChangedSinceSomethingElseWasCommitted() {
        assertThat(ONE.standing(ONE, OwnFile.UNKNOWN)).isEqualTo(Standing.IN_FORCE);
        assertThat(TWO.standing(ONE, ONE)).isEqualTo(Standing.CANDIDATE);
        assertThat(ONE.standing(TWO, ONE)).isEqualTo(Standing.SUPERSEDED);
        assertThat(THREE.standing(TWO, ONE)).isEqualTo(Standing.CANDIDATE);
        assertThat(ONE.standing(OwnFile.UNKNOWN, OwnFile.UNKNOWN)).isEqualTo(Standing.CANDIDATE);
        assertThat(OwnFile.UNKNOWN.standing(ONE, ONE)).isEqualTo(Standing.INVALID);
        assertThat(new OwnFile("id9", "shared1").standing(ONE, TWO)).isEqualTo(Standing.IN_FORCE);
    }

    private static NodeState showing(OwnFile file, Standing standing) {
        return new NodeState(1, "id", false, file, standing, "");
    }

    @Test
    void filesAgreeOnlyIfEveryLiveNodeShowsTheSameCandidate() {
        NodeState two = showing(TWO, Standing.CANDIDATE);
        Map<String, NodeState> all = Map.of("a", two, "b", two, "c", showing(ONE, Standing.IN_FORCE));
        assertThat(Agreement.reached(List.of("a", "b", "c"), all)).isFalse();
        assertThat(Agreement.reached(List.of("a", "b"), all)).isTrue();
        assertThat(Agreement.reached(List.of("a", "b", "d"), all)).isFalse();
        assertThat(Agreement.reached(List.of(), all)).isFalse();
        Map<String, NodeState> apart = Map.of("a", two, "b", showing(THREE, Standing.CANDIDATE));
        assertThat(Agreement.reached(List.of("a", "b"), apart)).isFalse();
        Map<String, NodeState> old = Map.of("a", two, "b", showing(TWO, Standing.SUPERSEDED));
        assertThat(Agreement.reached(List.of("a", "b"), old)).isFalse();
    }

    @Test
    void linesThatDifferAreShownWithTheirSurroundingsAndWithoutSecrets() {
        Bundle old = bundle("", "1\n2\n3\n4\n5\nsecret = \"open sesame\"\n7", "gone.conf", "x");
        Bundle now = bundle("", "1\n2\n3\n4\n5\nsecret = \"other\"\n7");
        assertThat(TextDifference.between(old, now)).isEqualTo("""
            --- main file
            +++ main file
            @@ line 3 @@
             3
             4
             5
            -secret = ***
            +secret = ***
             7
            --- gone.conf
            +++ gone.conf
            @@ line 1 @@
            -x
            """);
        assertThat(TextDifference.between(old, old)).isEmpty();
        assertThat(TextDifference.masked("ops { password-hash: $2a$10$abc, role = admin }"))
                .isEqualTo("ops { password-hash: ***, role = admin }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization = \"Bearer abc\" # ours   | authorization = *** # ours",
                "authorization = Bearer abc, queue = 1  | authorization = ***, queue = 1",
                "authorization = \"Bearer \"${A}def }    | authorization = *** }",
                "set { Authorization = \"Basic abc\" }   | set { Authorization = *** }",
                "secret = \"\"\"a \"b\" c\"\"\"            | secret = ***",
                "secret = \"a \\\" b\", mode = cookie    | secret = ***, mode = cookie",
                "token-hash = \"sha256:00\", pools = [a]| token-hash = ***, pools = [a]",
                "eab { kid = a, key = 0123456789abcdef_-= } | eab { kid = a, key = *** }",
                "tls { cert = a.pem, key = \"0123456789/abcdefgh.pem\" } | tls { cert = a.pem, key ="
                        + " \"0123456789/abcdefgh.pem\" }",
                "alice = \"$2y$10$abc./\"               | alice = \"***\"",
                "hash { load-bound = 1 }               | hash { load-bound = 1 }",
                "consistent-hash = { load-bound = 1 }  | consistent-hash = { load-bound = 1 }",
            })
    void aDifferenceShowsNoSecretHoweverItIsWritten(String line, String shown) {
        assertThat(TextDifference.masked(line)).isEqualTo(shown);
    }

    @Test
    void replaysAddUp() {
        Replayed one = new Replayed(40_000, 400, 10, 0, List.of("a", "b"));
        Replayed two = new Replayed(10_000, 12, 2, 0, List.of("b", "c"));
        assertThat(one.plus(two).toString())
                .isEqualTo("of the last 50,000 requests 412 would go to another pool, 12 become 404, 0 be answered"
                        + " otherwise");
        assertThat(one.plus(two).examples()).containsExactly("a", "b", "c");
        assertThat(Replayed.NONE).hasToString("there are no recent requests to try it with");
    }
}
