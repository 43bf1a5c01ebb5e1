package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests as they end, for operators who watch. */
class TapIT extends AdminBed {
    private static final String OPS = AdminNode.basic("ops", "operate");

    TapIT() {
        super(AdminNode.USERS);
    }

    private void request(String target) throws IOException {
        RawClient.ask(
                admin.node.port("http"),
                "GET " + target + " HTTP/1.1\r\nHost: a.test\r\nAuthorization: Basic c2VjcmV0\r\nAccept: */*\r\n\r\n");
    }

    private static JsonObject line(EventReader reader) throws IOException {
        return reader.next(message -> message.event().equals("lines")
                        && !message.data().getJsonArray("lines").isEmpty())
                .data()
                .getJsonArray("lines")
                .getJsonObject(0);
    }

    @Test
    void whatIsWantedIsShownWithoutSecretsAndTheRestIsCounted() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/tap?path=/cart&status=200", OPS)) {
            // The first one says that it has begun.
            reader.next("lines");
            request("/other");
            request("/cart?token=hunter2");
            JsonObject line = line(reader);
            assertThat(line.getString("path")).isEqualTo("/cart");
            assertThat(line.getString("node")).isNotEmpty();
            assertThat(line.getInteger("status")).isEqualTo(200);
            assertThat(line.getString("pool")).isEqualTo("shop");
            assertThat(line.getString("end")).isEqualTo("--");
            assertThat(line.getDouble("totalMs")).isPositive();
            assertThat(line.encode())
                    .contains("[\"Authorization\",\"Basic ***\"]")
                    .doesNotContain("hunter2")
                    .doesNotContain("c2VjcmV0");
        }
    }

    /** What ended while nothing was wanted was told of only where it fell into the turn that is told of anyway. */
    @Test
    void whatEndsAloneAndIsNotWantedIsCountedToo() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/tap?path=/cart", OPS)) {
            long before = reader.next("lines").data().getLong("seen");
            request("/other");
            long next = reader.next("lines").data().getLong("seen");
            long last = reader.next("lines").data().getLong("seen");
            assertThat(before + next + last).isEqualTo(1);
        }
    }

    @Test
    void onlyOperatorsAndOnlySoManyAndOnlyWhatThereIsToAskFor() throws IOException {
        String tap = "GET /api/v1/tap";
        assertThat(admin.raw(tap + " HTTP/1.1\r\n" + admin.host() + "\r\n").status())
                .isEqualTo(401);
        assertThat(admin.raw(tap + " HTTP/1.1\r\n" + admin.host() + AdminNode.basic("eve", "see") + "\r\n")
                        .status())
                .isEqualTo(403);
        for (String query : List.of("?most=0", "?colour=red", "?status=x")) {
            assertThat(admin.raw(tap + query + " HTTP/1.1\r\n" + admin.host() + OPS + "\r\n")
                            .status())
                    .as(query)
                    .isEqualTo(400);
        }
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(new EventReader(admin, "/api/v1/tap", OPS));
            readers.getLast().next("lines");
        }
        assertThat(admin.raw(tap + " HTTP/1.1\r\n" + admin.host() + OPS + "\r\n")
                        .status())
                .isEqualTo(503);
        for (EventReader reader : readers) {
            reader.close();
        }
        await().until(() -> {
            try (EventReader reader = new EventReader(admin, "/api/v1/tap", OPS)) {
                return reader.next(message -> true).event().equals("lines");
            } catch (IOException stillFull) {
                return false;
            }
        });
    }
}
