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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a majority of three nodes decides: who has a role, who votes; and what is left when the majority is not there. */
class MajorityIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Trio trio;

    @BeforeEach
    void make() {
        trio = new Trio(directory, "");
    }

    @AfterEach
    void stopAll() {
        trio.close();
    }

    /** The nodes whose last word on a role is that they have it; they may say it again under a higher term. */
    private List<String> holders(String role) {
        return List.of("a", "b", "c").stream()
                .filter(id -> trio.node(id).journal().stream()
                        .filter(event -> event.subject().equals(role))
                        .filter(event -> event.text().startsWith("by node " + id + ","))
                        .filter(event -> event.kind() == EventKind.ROLE_TAKEN || event.kind() == EventKind.ROLE_LOST)
                        .findFirst()
                        .filter(event -> event.kind() == EventKind.ROLE_TAKEN)
                        .isPresent())
                .toList();
    }

    private JsonObject quorum(String id) {
        return trio.get(id, "/api/v1/cluster").getJsonObject("quorum");
    }

    /** Who has a role, as a node tells it; empty: nobody. */
    private String holder(String asked, String role) {
        return Trio.objects(quorum(asked), "roles").stream()
                .filter(one -> one.getString("role").equals(role) && one.getString("holder") != null)
                .map(one -> one.getString("holder") + " " + one.getLong("term"))
                .collect(Collectors.joining());
    }

    private void awaitHolders(String... asked) {
        await().atMost(SOON).untilAsserted(() -> {
            for (String role : List.of("acme", "schedules")) {
                assertThat(holder(asked[0], role)).isNotEmpty();
                assertThat(asked).extracting(id -> holder(id, role)).containsOnly(holder(asked[0], role));
            }
        });
    }

    private void awaitVoters(String asked, String... voters) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Trio.objects(trio.get(asked, "/api/v1/voters"), "voters"))
                        .filteredOn(voter -> voter.getBoolean("heard") && voter.getBoolean("admitted"))
                        .extracting(voter -> voter.getString("id"))
                        .containsExactly(voters));
    }

    private JsonObject addVoter(String asked, String node) {
        return trio.send(asked, "POST", "/api/v1/voters", new JsonObject().put("node", node));
    }

    @Test
    void eachRoleIsHeldByOneNodeAndAllTellTheSame() {
        trio.start("a", "b", "c");
        awaitHolders("a", "b", "c");
        await().atMost(SOON).untilAsserted(() -> assertThat(holders("acme")).hasSize(1));
        // On a slow machine it may be lost for a moment.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.told("a", EventKind.QUORUM_FOUND))
                        .hasSize(1 + trio.told("a", EventKind.QUORUM_LOST).size()));
        assertThat(trio.told("a", EventKind.VOTERS_CHANGED)).contains("a, b, c: the register knows its voters");
        assertThat(trio.told("a", EventKind.NODE_CONNECTED)).hasSize(2);
        // On a slow machine two of them may form the register before the third has started.
        assertThat(trio.told("a", EventKind.REGISTER_NOTE)).allMatch(note -> note.endsWith("to be admitted"));
        assertThat(trio.heartbeatNotes("a")).isEmpty();
    }

    @Test
    void aRoleMovesBeforeItsHolderHasStoppedAndItsTermRises() throws InterruptedException {
        trio.start("a", "b", "c");
        awaitHolders("a", "b", "c");
        String[] before = holder("a", "acme").split(" ", -1);
        trio.node(before[0]).stopping();
        String asked = before[0].equals("a") ? "b" : "a";
        await().atMost(SOON).untilAsserted(() -> {
            String[] now = holder(asked, "acme").split(" ", -1);
            assertThat(now[0]).isNotEmpty().isNotEqualTo(before[0]);
            assertThat(Long.parseLong(now[1])).isGreaterThan(Long.parseLong(before[1]));
        });
        assertThat(trio.told(before[0], EventKind.ROLE_LOST)).anyMatch(text -> text.endsWith("handed over"));
    }

    /** Two nodes with servers and one that only votes: either of the two may go, and the other one has all roles. */
    @Test
    void aWitnessVotesAndHoldsNothing() {
        trio.change("c", "skein.cluster.role = witness");
        trio.start("a", "b", "c");
        awaitHolders("a", "b", "c");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Trio.objects(trio.get("a", "/api/v1/nodes"), "nodes"))
                        .filteredOn(node -> node.getString("id").equals("c"))
                        .extracting(node -> node.getString("role"))
                        .containsExactly("witness"));
        trio.stop("a");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of(holder("b", "acme"), holder("b", "schedules")))
                        .allMatch(holder -> holder.startsWith("b ")));
        assertThat(quorum("b").getBoolean("heard")).isTrue();
        assertThat(trio.told("c", EventKind.ROLE_TAKEN)).isEmpty();
    }

    /** As docs/operations.md describes it: add a node. */
    @Test
    void aNodeIsAddedAsAVoterAndAnotherOneGoes() {
        trio.start("a", "b", "c");
        awaitVoters("a", "a", "b", "c");
        assertThat(addVoter("a", "d").getString("detail")).startsWith("d was not heard yet");
        trio.start("d");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(addVoter("b", "d").getInteger("status")).isEqualTo(200));
        awaitVoters("d", "a", "b", "c", "d");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.send("a", "DELETE", "/api/v1/voters/c", null)
                                .getInteger("status"))
                        .isEqualTo(200));
        awaitVoters("d", "a", "b", "d");
        trio.stop("c");
        awaitHolders("a", "b", "d");
        assertThat(trio.told("a", EventKind.VOTERS_CHANGED)).contains("a, b, d: before: a, b, c, d");
    }

    /** As docs/operations.md describes it: replace a node. */
    @Test
    void aNodeThatComesBackWithAnEmptyDiskIsAdmittedAgain() throws IOException {
        trio.start("a", "b", "c");
        awaitVoters("a", "a", "b", "c");
        trio.stop("c");
        Files.delete(trio.data("c").resolve("register"));
        trio.start("c");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(quorum("c").getJsonObject("register").getBoolean("votes"))
                                .isTrue());
        trio.stop("b");
        awaitHolders("a", "c");
    }

    /** As docs/operations.md describes it: cold start with one node missing, whichever that is. */
    @Test
    void twoOfThreeStartColdFromTheirDisksWhicheverIsMissing() {
        trio.start("a", "b", "c");
        awaitHolders("a", "b", "c");
        long term = Long.parseLong(holder("a", "acme").split(" ", -1)[1]);
        trio.stop("a", "b", "c");
        for (String missing : List.of("a", "b", "c")) {
            String[] there = List.of("a", "b", "c").stream()
                    .filter(id -> !id.equals(missing))
                    .toArray(String[]::new);
            trio.start(there);
            awaitHolders(there);
            awaitVoters(there[0], there);
            long next = Long.parseLong(holder(there[0], "acme").split(" ", -1)[1]);
            assertThat(next).isGreaterThan(term);
            term = next;
            trio.stop(there);
        }
    }

    /** As docs/operations.md describes it: loss of the majority. */
    @Test
    @Tag("long")
    void aLoneSurvivorSaysWhatItCanNotDoAndGoesOnAloneWhenTold() {
        trio.start("a", "b", "c");
        awaitHolders("a", "b", "c");
        assertThat(force("edge").getInteger("status")).isEqualTo(409);
        trio.stop("b", "c");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(quorum("a").getBoolean("heard")).isFalse());
        assertThat(trio.get("a", "/api/v1/status").getJsonArray("trouble").toString())
                .contains("no majority: 1 of 3 voters are heard (a); a majority is 2");
        assertThat(addVoter("a", "a").getString("detail")).contains("leader roles, voters and new keys wait");
        assertThat(force("egde").getString("detail")).startsWith("confirm: egde (expected: the cluster's name");
        assertThat(force("edge").getInteger("status")).isEqualTo(200);
        awaitHolders("a");
        awaitVoters("a", "a");
        assertThat(trio.told("a", EventKind.QUORUM_FORCED).toString()).contains("alone from now on, epoch 1");
    }

    private JsonObject force(String confirm) {
        return trio.send("a", "POST", "/api/v1/quorum/force", new JsonObject().put("confirm", confirm));
    }
}
