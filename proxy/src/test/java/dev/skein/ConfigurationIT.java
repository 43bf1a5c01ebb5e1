package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes of one cluster in this process: what rules them, and what their files ask for. */
class ConfigurationIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String[] ALL = {"a", "b", "c"};

    @TempDir
    Path directory;

    private Trio trio;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void make() {
        trio = new Trio(directory, saying("one"));
    }

    @AfterEach
    void stop() {
        trio.close();
    }

    /** A site that answers with this text. */
    private static String saying(String text) {
        return saying(text, "");
    }

    private static String saying(String text, String more) {
        return """
            skein.access-log.output = off
            skein.shutdown { delay = 0s, drain-timeout = 5s }
            skein.listeners.http.bind = "127.0.0.1:0"
            skein.routes = [ { name = all, respond { status = 200, body = "%s" } } ]
            %s
            """.formatted(text, more);
    }

    private void begin() {
        trio.start(ALL);
        awaitRevision(1, ALL);
    }

    private void awaitRevision(long number, String... nodes) {
        for (String id : nodes) {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(runs(id)).isEqualTo(number));
        }
    }

    private long runs(String id) {
        return Trio.objects(config(id), "nodes").stream()
                .filter(node -> node.getString("id").equals(id))
                .findFirst()
                .map(node -> node.getLong("revision", 0L))
                .orElse(0L);
    }

    private JsonObject config(String id) {
        return trio.get(id, "/api/v1/config");
    }

    private String standing(String id) {
        return config(id).getJsonObject("file").getString("standing");
    }

    private void awaitStanding(String expected, String... nodes) {
        for (String id : nodes) {
            await().atMost(SOON).untilAsserted(() -> assertThat(standing(id)).isEqualTo(expected));
        }
    }

    /** What clients get from a node. */
    private String answer(String id) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + trio.node(id).port("http") + "/");
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertAnswers(String text, String... nodes) {
        for (String id : nodes) {
            assertThat(answer(id)).as(id).isEqualTo(text);
        }
    }

    private void awaitAnswers(String text, String... nodes) {
        await().atMost(SOON).untilAsserted(() -> assertAnswers(text, nodes));
    }

    /** Again, where a busy machine has nodes suspect each other for a moment; the revision that rules then. */
    private JsonObject committed(String path, String id, JsonObject body) {
        return await().atMost(SOON)
                .until(
                        () -> trio.send(id, "POST", "/api/v1/config/" + path, body),
                        answer -> answer.containsKey("slow"))
                .getJsonObject("revision");
    }

    private static JsonObject files(String text) {
        return new JsonObject().put("files", new JsonObject().put("", text));
    }

    private JsonObject apply(String id, String text, String note) {
        JsonObject body =
                new JsonObject().put("files", new JsonObject().put("", text)).put("note", note);
        return trio.send(id, "POST", "/api/v1/config/apply", body);
    }

    @Test
    void filesThatAllNodesShowAreCommittedAndOneThatOneShowsIsNot() {
        begin();
        assertAnswers("one", ALL);
        trio.change("a", saying("two"));
        awaitStanding("candidate", "a");
        assertThat(answer("a")).isEqualTo("one");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.told("a", EventKind.CONFIGURATION_CANDIDATE)
                                .toString())
                        .contains("a: waits beside revision 1 (", "route all: changed action"));
        trio.change("b", saying("two"));
        awaitStanding("candidate", "b");
        assertAnswers("one", ALL);
        trio.change("c", saying("two"));
        awaitRevision(2, ALL);
        awaitAnswers("two", ALL);
        awaitStanding("in-force", ALL);
        JsonObject newest = Trio.objects(trio.get("b", "/api/v1/config/revisions"), "revisions")
                .getFirst();
        assertThat(newest.getString("note")).startsWith("the same file on a");
    }

    @Test
    void whatIsAppliedRulesOverOldFilesAndRestartsUntilItIsRolledBack() {
        begin();
        committed("apply", "b", files(saying("two")).put("note", "because"));
        awaitAnswers("two", ALL);
        awaitStanding("superseded", ALL);
        trio.stop(ALL);
        trio.start("a", "b");
        assertAnswers("two", "a", "b");
        awaitStanding("superseded", "a", "b");
        JsonObject back =
                committed("rollback", "a", new JsonObject().put("revision", 1).put("note", "again"));
        awaitAnswers("one", "a", "b");
        trio.start("c");
        awaitRevision(back.getLong("number"), "c");
        assertAnswers("one", ALL);
        List<JsonObject> history = Trio.objects(trio.get("c", "/api/v1/config/revisions"), "revisions");
        assertThat(history)
                .extracting(one -> one.getString("note"))
                .startsWith("again")
                .contains("because");
        assertThat(history.getFirst().getString("author")).isEqualTo("local@127.0.0.1");
    }

    @Test
    void aMinorityKeepsWhatItHasAndSaysWhatItCanNotDoAndANodeThatWasAwayCatchesUp() {
        begin();
        trio.stop("b", "c");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.get("a", "/api/v1/voters").getBoolean("heard"))
                        .isFalse());
        JsonObject refused = apply("a", saying("two"), "");
        assertThat(refused.getInteger("status")).isEqualTo(503);
        assertThat(refused.getString("detail"))
                .contains("it is on the disks of 1 of 3 voters", "1 of 3 voters are heard");
        trio.change("a", saying("two"));
        awaitStanding("candidate", "a");
        assertAnswers("one", "a");
        trio.start("b");
        long number = committed("apply", "b", files(saying("three"))).getLong("number");
        awaitAnswers("three", "a", "b");
        assertThat(standing("a")).isEqualTo("candidate");
        trio.start("c");
        awaitRevision(number, ALL);
        assertAnswers("three", ALL);
    }

    @Test
    void whatANodeCanNotRunIsRefusedWithItsPlaceAndRecentRequestsTellWhatWouldChange() throws IOException {
        begin();
        for (String id : new String[] {"a", "c"}) {
            Files.writeString(directory.resolve("node-" + id).resolve("sorry.html"), "sorry");
        }
        String page = saying("two", "skein.error-pages { 404 = sorry.html }");
        JsonObject refused = apply("a", page, "");
        assertThat(refused.getInteger("status")).isEqualTo(409);
        assertThat(refused.getString("detail"))
                .contains(
                        "nothing was changed: node b: candidate:5: skein.error-pages.404: 'sorry.html'",
                        "a file that exists")
                .doesNotContain("node c");
        assertAnswers("one", ALL);
        assertThat(apply("c", "skein { routes = [", "").getString("detail"))
                .contains("node a: candidate", "node b: candidate", "node c: candidate");
        String narrow = saying("one").replace("respond {", "match { path = /other }, respond {");
        JsonObject body = files(narrow);
        JsonObject checked = trio.send("b", "POST", "/api/v1/config/check", body);
        JsonObject replay = checked.getJsonObject("replay");
        assertThat(replay.getLong("notFound")).isEqualTo(3).isEqualTo(replay.getLong("requests"));
        assertThat(replay.getJsonArray("examples")).containsExactly("GET 127.0.0.1/: answer 200 → 404");
        assertThat(checked.getJsonArray("differences")).containsExactly("route all: changed match.path (live)");
        assertThat(runs("b")).isEqualTo(1);
    }

    /** It was away when all others checked it. */
    @Test
    void aNodeThatCanNotRunWhatWasCommittedSaysSoAndGoesOnUntilItCan() throws IOException {
        begin();
        for (String id : new String[] {"a", "c"}) {
            Files.writeString(directory.resolve("node-" + id).resolve("sorry.html"), "sorry");
        }
        trio.stop("b");
        String page = saying("two", "skein.error-pages { 404 = sorry.html }");
        long number = committed("apply", "a", files(page)).getLong("number");
        awaitAnswers("two", "a", "c");
        trio.start("b");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                trio.told("b", EventKind.CONFIGURATION_BEHIND).toString())
                        .contains("revision " + number, "can't be run here, the former goes on", "sorry.html"));
        assertAnswers("one", "b");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.get("a", "/api/v1/status")
                                .getJsonArray("trouble")
                                .toString())
                        .contains("node b: revision " + number, "can't be run here"));
        assertAnswers("two", "a", "c");
        Files.writeString(directory.resolve("node-b").resolve("sorry.html"), "sorry");
        awaitRevision(number, "b");
        assertAnswers("two", ALL);
    }

    /** Its requests fail, those of the others don't: so it ends long before its time. */
    @Test
    void aTrialIsTakenBackWithTheReasonWhenItGoesBadlyAndCommittedBeforeItsEndByAWord() {
        trio.ahead("b", Duration.ofMinutes(5).toMillis());
        begin();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.get("a", "/api/v1/cluster").getJsonArray("nodes"))
                        .hasSize(3));
        JsonObject body =
                files(saying("two").replace("200", "500")).put("canary", "b").put("watchMs", 120_000);
        committed("apply", "a", body);
        awaitAnswers("two", "b");
        assertAnswers("one", "a", "c");
        assertThat(apply("c", saying("three"), "").getString("detail")).contains("node b tries one");
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
            answer("a");
            return answer("b").equals("one");
        });
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(withdrawn()).contains("revision 2 (", "on node b: ", " % of its requests failed"));
        assertThat(runs("b")).isEqualTo(1);
        committed("apply", "a", files(saying("three")).put("canary", "b").put("watchMs", 120_000));
        awaitAnswers("three", "b");
        await().atMost(SOON).until(() -> config("c").getJsonObject("trial") != null);
        assertThat(config("c").getJsonObject("trial").getJsonObject("others")).isNotNull();
        JsonObject other = new JsonObject().put("revision", 7);
        assertThat(trio.send("c", "POST", "/api/v1/config/promote", other).getString("detail"))
                .contains("tries revision 2 (", "not 7");
        assertAnswers("one", "a", "c");
        committed("promote", "c", new JsonObject().put("note", "seen enough"));
        awaitAnswers("three", ALL);
        awaitRevision(2, ALL);
        assertThat(trio.told("c", EventKind.CONFIGURATION_COMMITTED).toString())
                .contains("committed before its end: seen enough");
    }

    /** By {@code -Dskein.trials=true}: it has to wait for reports of ten seconds. */
    @Test
    @EnabledIfSystemProperty(named = "skein.trials", matches = "true")
    void aTrialThatGoesWellRules() {
        begin();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.get("a", "/api/v1/cluster").getJsonArray("nodes"))
                        .hasSize(3));
        committed("apply", "a", files(saying("two")).put("canary", "b").put("watchMs", 1000));
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
            answer("b");
            return answer("a").equals("two");
        });
        awaitRevision(2, ALL);
        assertAnswers("two", ALL);
    }

    private String withdrawn() {
        List<String> told = new ArrayList<>();
        for (String id : ALL) {
            told.addAll(trio.told(id, EventKind.CONFIGURATION_WITHDRAWN));
        }
        return told.toString();
    }
}
