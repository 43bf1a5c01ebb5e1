package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How trials end on real nodes: when the one that tries is slower than the others, cut off from them, or killed. */
@Tag("lab")
class TrialsLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int RATE = 20;
    private static final int SLOW_MILLIS = 100;
    /** Long enough for the others to find that it is gone. */
    private static final long TRIAL_MILLIS = 20_000;

    private static final long HOUR_MILLIS = 3_600_000;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // made by the test itself, which closes it
    private LabCluster cluster;

    private static String saying(String text) {
        return "routes = [ { name = all, respond { body = \"" + text + "\" } } ]";
    }

    private static String slow() {
        return "pools { shop { servers = " + LabCluster.list(1) + ", health { type = off } } }"
                + "\nroutes = [ { name = all, pool = shop } ]";
    }

    private static String file(String hocon) {
        return """
            skein {
              access-log { output = off }
              shutdown { delay = 0s }
              listeners { http { bind = "0.0.0.0:8080" } }
              %s
            }
            """.formatted(hocon);
    }

    private void tryOn(String canary, String hocon, long watchMillis) {
        JsonObject body = new JsonObject()
                .put("files", new JsonObject().put("", file(hocon)))
                .put("canary", canary)
                .put("watchMs", watchMillis);
        // Who has been cut off or killed lately may have interrupted the register.
        await().atMost(SOON).untilAsserted(() -> {
            Answer answer = cluster.send("a", "POST", "/config/apply", body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
    }

    /** One of these tells of it. */
    private void awaitWithdrawn(String reason, String... by) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(by)
                        .anySatisfy(id -> assertThat(cluster.told(id, "configuration-withdrawn"))
                                .anySatisfy(told -> assertThat(told.text()).contains(reason))));
    }

    private String body(String id) {
        return cluster.lab().place("client").call(() -> LabCluster.body(id));
    }

    private void awaitAnswer(String id, String text) {
        await().atMost(SOON).untilAsserted(() -> assertThat(body(id)).isEqualTo(text));
    }

    private JsonObject state(String id) {
        return cluster.get(id, "/config").list("nodes").stream()
                .filter(node -> Objects.equals(node.getString("id"), id))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    @Test
    void aTrialEndsWhenItsNodeIsCutOffOrSlowerThanTheOthersOrDies() throws Exception {
        try (LabCluster made = LabCluster.of(directory, 3)) {
            cluster = made;
            cluster.servers(1, SLOW_MILLIS);
            cluster.proxying(saying("first")).start("a", "b", "c").awaitTogether("a", "b", "c");
            cluster.ids()
                    .forEach(id -> await().atMost(SOON).until(() -> state(id).getLong("revision", 0L) == 1));
            try (LabProcess toA = cluster.prober("a", RATE);
                    LabProcess toB = cluster.prober("b", RATE)) {
                long cut = cutOff();
                slower();
                awaitAnswer("c", "first");
                Duration took = Duration.ofNanos(System.nanoTime() - cut);
                System.out.printf(
                        "a trial of %d ms on a node without majority ended by itself within %d ms%n",
                        TRIAL_MILLIS, took.toMillis());
                assertThat(took)
                        .as("it waits for nobody who could not tell it anything")
                        .isLessThan(Duration.ofMillis(TRIAL_MILLIS + 25_000));
                assertThat(toA.isAlive()).isTrue();
                assertThat(toB.isAlive()).isTrue();
            }
            cluster.lab().heal();
            cluster.awaitTogether("a", "b", "c");
            dies();
            for (String id : cluster.ids()) {
                awaitAnswer(id, "first");
                assertThat(state(id).getBoolean("trial")).isFalse();
                assertThat(state(id).getLong("revision")).isEqualTo(1);
            }
        }
    }

    /** The others take the trial back; the node hears nothing of that, and ends it itself at its time. */
    private long cutOff() {
        tryOn("c", saying("cut"), TRIAL_MILLIS);
        cluster.lab().cut("c", Network.CLUSTER, Direction.BOTH);
        long cut = System.nanoTime();
        awaitAnswer("c", "cut");
        awaitWithdrawn("node c is gone", "a", "b");
        assertThat(body("c")).isEqualTo("cut");
        assertThat(body("a")).isEqualTo("first");
        return cut;
    }

    private void slower() {
        tryOn("b", slow(), HOUR_MILLIS);
        awaitWithdrawn("its p99 was ", "a", "b");
        awaitAnswer("b", "first");
    }

    private void dies() {
        tryOn("b", saying("dying"), HOUR_MILLIS);
        awaitAnswer("b", "dying");
        cluster.kill("b");
        awaitWithdrawn("node b is gone", "a", "c");
        cluster.start("b");
        cluster.awaitTogether("a", "b", "c");
    }
}
