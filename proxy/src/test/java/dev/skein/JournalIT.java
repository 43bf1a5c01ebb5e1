package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes show one journal, whoever was away meanwhile, and tell who tampered with it. */
class JournalIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    /** All that a node shows, oldest first: {@code NODE/LIFE/SEQ}. */
    private static List<String> shown(Trio trio, String id) {
        return Trio.objects(trio.get(id, "/api/v1/events?after=&limit=1000"), "events").stream()
                .map(event -> event.getString("node") + "/" + event.getLong("life") + "/" + event.getLong("seq"))
                .toList();
    }

    private static void awaitSame(Trio trio, String... ids) {
        await().atMost(SOON).untilAsserted(() -> {
            List<String> expected = shown(trio, ids[0]);
            for (String id : ids) {
                assertThat(shown(trio, id)).as(id).isEqualTo(expected);
                assertThat(expected).as("of %s", id).anyMatch(event -> event.startsWith(id + "/"));
            }
        });
    }

    private Path journal(Trio trio, String id) {
        return trio.data(id).resolve("journal").resolve(id + ".jsonl");
    }

    @Test
    void everyNodeShowsTheSameOrderAlsoAfterOneWasAwayAndAnotherIsGone() throws IOException {
        try (Trio trio = new Trio(directory, "").start("a", "b", "c")) {
            awaitSame(trio, "a", "b", "c");
            String position = trio.get("a", "/api/v1/events").getString("position");
            long life = life(trio, "c");
            trio.stop("c");
            trio.start("d");
            awaitSame(trio, "a", "b", "d");
            assertThat(trio.get("a", "/api/v1/events?node=c&limit=1").getJsonArray("events"))
                    .as("what one that is gone told last")
                    .hasSize(1);
            trio.stop("b");
            trio.start("c");
            awaitSame(trio, "a", "c", "d");
            assertThat(life(trio, "c")).isGreaterThan(life);
            assertThat(shown(trio, "c"))
                    .as("what b told while c was away, from a or d")
                    .containsAll(shown(trio, "a").stream()
                            .filter(event -> event.startsWith("b/"))
                            .toList());
            assertThat(Trio.objects(trio.get("d", "/api/v1/events?limit=1000&after=" + position), "events"))
                    .as("a reader goes on at another node")
                    .isNotEmpty()
                    .noneMatch(event -> event.getString("node").equals("c")
                            && event.getLong("life") == life
                            && event.getLong("seq") == 1);
            assertThat(trio.told("c", EventKind.JOURNAL_ALTERED)).isEmpty();
        }
    }

    private static long life(Trio trio, String id) {
        JsonObject newest = Trio.objects(trio.get(id, "/api/v1/events?limit=1&node=" + id), "events")
                .getFirst();
        return newest.getLong("life");
    }

    @Test
    void aNodeTellsAtItsStartThatItsJournalWasAlteredAndWhere() throws IOException {
        try (Trio trio = new Trio(directory, "").start("a")) {
            await().atMost(SOON).until(() -> Files.exists(journal(trio, "a")));
            trio.stop("a");
            Path file = journal(trio, "a");
            Files.writeString(
                    file,
                    Files.readString(file).replaceFirst("\"kind\":\"node-started\"", "\"kind\":\"node-stopped\""));
            trio.start("a");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("a", EventKind.JOURNAL_ALTERED))
                            .singleElement()
                            .asString()
                            .contains("a.jsonl:", "were altered, removed or put in another order"));
        }
    }

    @Test
    void whatSomebodyCutOffHereIsToldByTheCopiesAndShownAgain() throws IOException {
        try (Trio trio = new Trio(directory, "").start("a", "b")) {
            awaitSame(trio, "a", "b");
            trio.stop("b");
            List<String> before = shown(trio, "a").stream()
                    .filter(event -> event.startsWith("b/"))
                    .toList();
            Path file = journal(trio, "b");
            List<String> lines = Files.readAllLines(file);
            Files.write(file, lines.subList(0, lines.size() - 3));
            trio.start("b");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("b", EventKind.JOURNAL_ALTERED))
                            .singleElement()
                            .asString()
                            .startsWith("b: line ")
                            .contains("of this node's journal is at node a and not on this disk"));
            awaitSame(trio, "a", "b");
            assertThat(shown(trio, "b")).containsAll(before);
        }
    }

    /** A directory that can't be written is, for the journal, a full disk. */
    @Test
    void aNodeWhoseDiskTakesNothingServesAndSaysSoOnceAndGoesOn() throws IOException {
        try (Trio trio = new Trio(directory, "")) {
            Path blocked = trio.data("a").resolve("journal");
            Files.createDirectories(trio.data("a"));
            Files.writeString(blocked, "in the way");
            trio.start("a");
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(trio.told("a", EventKind.JOURNAL_LOST)).hasSize(1));
            assertThat(shown(trio, "a")).as("from memory").isNotEmpty();
            Files.delete(blocked);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("a", EventKind.JOURNAL_KEPT))
                            .singleElement()
                            .asString()
                            .endsWith(": 0 lines were lost"));
            assertThat(trio.told("a", EventKind.JOURNAL_LOST)).hasSize(1);
            assertThat(Files.readString(journal(trio, "a"))).contains("\"node-started\"");
        }
    }
}
