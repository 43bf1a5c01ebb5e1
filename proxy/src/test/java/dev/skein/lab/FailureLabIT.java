package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import dev.skein.lab.LabCluster.Told;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real nodes that are killed, frozen and cut off: when the others notice, and that nobody's requests do. The outage lasts
 * {@code skein.lab.outage} seconds, 7 unless told otherwise.
 */
@Tag("lab")
class FailureLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("skein.lab.outage", 7));
    private static final int RATE = 100;
    private static final String FIRST = "/pools/shop/servers/" + Lab.address("s1", Network.SERVERS) + ":8001";
    private static final String SECOND = "/pools/shop/servers/" + Lab.address("s1", Network.SERVERS) + ":8002";

    @TempDir
    static Path directory;

    private static LabCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = LabCluster.of(directory, 3);
        cluster.servers(3, 0);
        cluster.proxying("""
            pools { shop { servers = %s, health { path = /healthz, interval = 1s } } }
            routes = [ { name = all, pool = shop } ]
            """.formatted(LabCluster.list(3)));
        cluster.start("a", "b", "c");
    }

    @BeforeEach
    void together() {
        cluster.awaitTogether("a", "b", "c");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Milliseconds from then to the first event of that kind about c in the journal of a node. */
    private static long took(Instant from, String asked, String kind) {
        Told told = await().atMost(SOON)
                .until(() -> first(from, asked, kind), Optional::isPresent)
                .orElseThrow();
        return Duration.between(from, told.at()).toMillis();
    }

    private static Optional<Told> first(Instant from, String asked, String kind) {
        return cluster.told(asked, kind).stream()
                .filter(told -> told.subject().equals("c") && !told.at().isBefore(from))
                .findFirst();
    }

    @Test
    void aKilledProcessIsNoticedByTheOthers() {
        Instant killed = Instant.now();
        cluster.node("c").close();
        for (String asked : List.of("a", "b")) {
            long noticed = await().atMost(SOON)
                    .until(
                            () -> List.of("node-suspected", "node-gone").stream()
                                    .flatMap(kind -> first(killed, asked, kind).stream())
                                    .map(told ->
                                            Duration.between(killed, told.at()).toMillis())
                                    .min(Long::compare),
                            Optional::isPresent)
                    .orElseThrow();
            long gone = took(killed, asked, "node-gone");
            // For bench/RESULTS.md: how soon it is depends on the machine.
            System.out.println("killed, noticed by " + asked + ": " + noticed + " ms, by the grid: " + gone + " ms");
        }
        cluster.start("c");
    }

    /** What becomes of requests to the others, while something happens to c. */
    private static void loaded(String what, Runnable happens, Runnable ends) {
        try (LabProcess toA = cluster.prober("a", RATE);
                LabProcess toB = cluster.prober("b", RATE)) {
            List<LabProcess> both = List.of(toA, toB);
            both.forEach(Probing::awaitSteady);
            both.forEach(Probing::part);
            List<Long> cpu = new ArrayList<>();
            List<ProbeReport> before = part(both, OUTAGE.dividedBy(2), () -> {}, cpu);
            List<ProbeReport> during;
            try {
                during = part(both, OUTAGE, happens, cpu);
            } finally {
                ends.run();
            }
            List<ProbeReport> after = part(both, OUTAGE.dividedBy(2), () -> {}, cpu);
            System.out.println(what + ": before " + before + ", during " + during + ", after " + after
                    + "; CPU of a and b together, ms/s: " + cpu);
            assertThat(List.of(before, during, after))
                    .as(() -> what + "; loops that stalled: " + cluster.told("a", "loop-stalled") + ", "
                            + cluster.told("b", "loop-stalled"))
                    .allSatisfy(part -> assertThat(part)
                            .allSatisfy(report -> assertThat(report.failed())
                                    .as(() -> what + ": " + report + '\n'
                                            + both.stream()
                                                    .map(Probing::failures)
                                                    .toList())
                                    .isZero()));
        }
    }

    private static List<ProbeReport> part(List<LabProcess> both, Duration time, Runnable happens, List<Long> cpu) {
        long used = cpuMillis();
        long begun = System.nanoTime();
        happens.run();
        LabCluster.pause(time);
        cpu.add((cpuMillis() - used) * 1_000_000_000 / (System.nanoTime() - begun));
        return both.stream().map(Probing::part).toList();
    }

    private static long cpuMillis() {
        return Stream.of("a", "b")
                .mapToLong(id -> ProcessHandle.of(cluster.node(id).pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis())
                .sum();
    }

    @Test
    void aFrozenNodeIsNoticedByHeartbeatsAndThenByTheGridAndCostsTheOthersNoRequest() {
        AtomicReference<Instant> frozen = new AtomicReference<>(Instant.EPOCH);
        loaded(
                "frozen",
                () -> {
                    frozen.set(Instant.now());
                    cluster.node("c").signal("STOP");
                },
                () -> cluster.node("c").signal("CONT"));
        // Not while it is frozen: requests would wait for the answers, a thousand lines of the journal each.
        assertGivenUp(frozen.get(), "frozen");
    }

    private static void assertGivenUp(Instant from, String what) {
        for (String asked : List.of("a", "b")) {
            long noticed = took(from, asked, "node-suspected");
            long gone = took(from, asked, "node-gone");
            System.out.println(what + ", noticed by " + asked + ": " + noticed + " ms, by the grid: " + gone + " ms");
            assertThat(noticed).as("by heartbeats before the grid").isLessThan(gone);
        }
    }

    @Test
    void aNodeThatIsCutOffCostsTheOthersNoRequestAndBothSidesMergeAfterwards() {
        AtomicReference<Instant> cut = new AtomicReference<>(Instant.EPOCH);
        loaded(
                "cut off",
                () -> {
                    cut.set(Instant.now());
                    cluster.lab().cut("c", Network.CLUSTER, Direction.BOTH);
                    await().atMost(SOON).until(() -> !majority("c"));
                    wish("c", FIRST + "/admin-state", new JsonObject().put("state", "drain"));
                    wish("c", SECOND + "/weight", new JsonObject().put("weight", 7));
                    // The wish may have gone to the register in the very moment in which the majority was lost.
                    await().atMost(SOON)
                            .until(() -> server("c", 0).getJsonObject("admin").getBoolean("localOnly"));
                    wish("a", FIRST + "/admin-state", new JsonObject().put("state", "maintenance"));
                    assertThat(admin("b", 0)).isEqualTo("maintenance");
                    assertThat(admin("c", 0)).isEqualTo("drain");
                },
                () -> cluster.lab().heal());
        assertGivenUp(cut.get(), "cut off");
        cluster.awaitTogether("a", "b", "c");
        for (String id : cluster.ids()) {
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(admin(id, 0)).isEqualTo("maintenance");
                assertThat(server(id, 1).getJsonObject("weight").getInteger("wished"))
                        .isEqualTo(7);
                assertThat(server(id, 1).getJsonObject("admin").getBoolean("localOnly"))
                        .isFalse();
            });
        }
        assertThat(cluster.told("c", "wishes-reconciled"))
                .as("%s", cluster.get("c", "/events?limit=100").text())
                .anyMatch(told -> !told.at().isBefore(cut.get()));
        wish("b", FIRST + "/admin-state", new JsonObject().put("state", "ready"));
        await().atMost(SOON).until(() -> admin("c", 0).equals("ready"));
    }

    private static boolean majority(String asked) {
        return cluster.get(asked, "/cluster").json().getJsonObject("quorum").getBoolean("heard");
    }

    private static void wish(String asked, String path, JsonObject body) {
        Answer answer = cluster.send(asked, "PUT", path, body.put("reason", "wished of " + asked));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static JsonObject server(String asked, int index) {
        return cluster.get(asked, "/pools/shop").list("servers").get(index);
    }

    private static String admin(String asked, int index) {
        return server(asked, index).getJsonObject("admin").getString("state");
    }

    @Test
    void aNodeThatHearsButIsNotHeardIsToldFromOneThatIsSilent() {
        Instant begun = Instant.now();
        cluster.lab().cut("c", Network.CLUSTER, Direction.IN);
        long noticed = took(begun, "a", "node-suspected");
        System.out.println("cut off one way, noticed by a: " + noticed + " ms");
        assertThat(first(begun, "a", "node-suspected").orElseThrow().text()).startsWith("cut off one way: ");
        cluster.lab().heal();
        cluster.awaitTogether("a", "b", "c");
    }

    @Test
    void aLoneNodeServesAndSaysWhatWaitsForTheMajority() {
        try (LabProcess prober = cluster.prober("a", RATE)) {
            Probing.awaitSteady(prober);
            cluster.node("b").close();
            cluster.node("c").close();
            await().atMost(SOON).until(() -> !majority("a"));
            assertThat(cluster.get("a", "/status")
                            .json()
                            .getJsonArray("trouble")
                            .toString())
                    .contains("no majority: 1 of 3 voters are heard (a); a majority is 2");
            JsonObject quorum = cluster.get("a", "/cluster").json().getJsonObject("quorum");
            assertThat(quorum.getString("without")).isNotEmpty();
            Answer voters = cluster.send("a", "POST", "/voters", new JsonObject().put("node", "a"));
            assertThat(voters.status()).isEqualTo(503);
            assertThat(voters.text()).contains("nothing was changed");
            wish("a", SECOND + "/admin-state", new JsonObject().put("state", "drain"));
            assertThat(server("a", 1).getJsonObject("admin").getBoolean("localOnly"))
                    .isTrue();
            assertThat(Probing.part(prober).failed())
                    .as(() -> Probing.failures(prober))
                    .isZero();
        }
        cluster.start("b", "c");
        cluster.awaitTogether("a", "b", "c");
        for (String id : cluster.ids()) {
            await().atMost(SOON)
                    .until(() -> admin(id, 1).equals("drain")
                            && !server(id, 1).getJsonObject("admin").getBoolean("localOnly"));
        }
        wish("c", SECOND + "/admin-state", new JsonObject().put("state", "ready"));
    }
}
