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

/** Wishes of operators and the majority of the voters, with real nodes. */
class AgreedWishesIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String SHOP = """
        skein.pools.shop { servers = [ { id = s1, address = "127.0.0.1:9" } ], health { type = off } }
        skein.routes = [ { name = shop, pool = shop } ]
        skein.listeners.http { bind = "127.0.0.1:0" }
        """;

    @TempDir
    Path directory;

    private static JsonObject admin(Trio trio, String id) {
        return Trio.objects(trio.get(id, "/api/v1/pools/shop"), "servers")
                .getFirst()
                .getJsonObject("admin");
    }

    private static void wish(Trio trio, String id, String state) {
        trio.send(id, "PUT", "/api/v1/pools/shop/servers/s1/admin-state", new JsonObject().put("state", state));
    }

    private static void awaitWish(Trio trio, String id, String state, boolean localOnly) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(admin(trio, id).getString("state")).as("at %s", id).isEqualTo(state);
            assertThat(admin(trio, id).getBoolean("localOnly")).as("at %s", id).isEqualTo(localOnly);
        });
    }

    /** Who was never admitted as a voter can't decide anything with another one: seen on nodes stopped right after that. */
    private static void awaitVoters(Trio trio, String id) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Trio.objects(trio.get(id, "/api/v1/voters"), "voters"))
                        .as("at %s", id)
                        .hasSize(3)
                        .allMatch(voter -> voter.getBoolean("admitted")));
    }

    /** At b, since it was started last. */
    private static void awaitTold(Trio trio, EventKind kind) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.told("b", kind)).isNotEmpty());
    }

    @Test
    void wishesOutliveAColdStartWithOneNodeMissingAndALostMajority() throws IOException {
        try (Trio trio = new Trio(directory, SHOP).start("a", "b", "c")) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(trio.told("a", EventKind.QUORUM_FOUND)).isNotEmpty());
            wish(trio, "a", "drain");
            for (String id : List.of("a", "b", "c")) {
                awaitWish(trio, id, "drain", false);
                awaitVoters(trio, id);
            }
            trio.stop("a", "b", "c");
            for (String id : List.of("b", "c")) {
                Files.deleteIfExists(trio.data(id).resolve("wishes.json"));
            }
            trio.start("b", "c");
            awaitWish(trio, "b", "drain", false);
            awaitWish(trio, "c", "drain", false);
            awaitTold(trio, EventKind.QUORUM_FOUND);
            trio.stop("c");
            awaitTold(trio, EventKind.QUORUM_LOST);
            wish(trio, "b", "maintenance");
            awaitWish(trio, "b", "maintenance", true);
            trio.start("c");
            awaitWish(trio, "b", "maintenance", false);
            awaitWish(trio, "c", "maintenance", false);
            assertThat(trio.told("b", EventKind.WISHES_RECONCILED)).contains("shop/s1: the wish is known to all now");
        }
    }
}
