package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The stream: a picture first, then what changes; and on from where one left off. */
class StreamIT extends AdminBed {

    StreamIT() {
        super("");
    }

    private String key() {
        return "shop/" + admin.one.address().replace("\"", "");
    }

    private void drain() throws IOException {
        admin.send("PUT", AdminNode.path(admin.one, "/admin-state"), "{\"state\":\"drain\"}");
    }

    @Test
    void aPictureComesFirstThenWhatChangesAndTheJournal() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/stream", "")) {
            JsonObject picture = reader.next(message -> true).data();
            assertThat(picture.getString("scope")).isEqualTo("cluster");
            assertThat(picture.getJsonObject("rows").fieldNames()).contains("shop", key());
            assertThat(picture.getJsonObject("overview").getString("sentence"))
                    .startsWith("A single node; 1 of 1 pool whole, 2 of 2 servers serving");
            drain();
            JsonObject row = reader.next(message -> message.data()
                            .getJsonObject("rows", new JsonObject())
                            .containsKey(key()))
                    .data()
                    .getJsonObject("rows")
                    .getJsonObject(key());
            assertThat(row.getString("state")).isEqualTo("draining");
            assertThat(reader.next("journal").data().encode()).contains("server-state-wished");
        }
    }

    @Test
    void whatDoesNotChangeIsNotToldAgain() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/stream", "")) {
            reader.next("picture");
            assertThat(reader.next("tick").data().containsKey("rows")).isFalse();
        }
    }

    @Test
    void whoComesBackGetsWhatTheyMissed() throws IOException {
        try (EventReader staying = new EventReader(admin, "/api/v1/stream", "");
                EventReader other = new EventReader(admin, "/api/v1/stream", "")) {
            staying.next("picture");
            String last = other.next("tick").id();
            drain();
            staying.next("journal");
            try (EventReader back = new EventReader(admin, "/api/v1/stream", "Last-Event-ID: " + last + "\r\n")) {
                EventReader.Message first = back.next(message -> true);
                assertThat(first.event()).isEqualTo("tick");
                assertThat(number(first.id())).isEqualTo(number(last) + 1);
                assertThat(back.next("journal").data().encode()).contains("server-state-wished");
            }
        }
    }

    /** Also where nobody else was reading meanwhile: a page that lost its connection is usually alone. */
    @Test
    void whoWasAloneAndComesBackGetsWhatTheyMissed() throws IOException {
        String last;
        try (EventReader alone = new EventReader(admin, "/api/v1/stream", "")) {
            last = alone.next("tick").id();
        }
        long before = uptime();
        await().until(() -> uptime() > before + 2500);
        drain();
        try (EventReader back = new EventReader(admin, "/api/v1/stream", "Last-Event-ID: " + last + "\r\n")) {
            EventReader.Message first = back.next(message -> true);
            assertThat(first.event()).isEqualTo("tick");
            assertThat(number(first.id())).isEqualTo(number(last) + 1);
            assertThat(back.next("journal").data().encode()).contains("server-state-wished");
        }
    }

    private long uptime() throws IOException {
        return admin.json("/api/v1/status").getJsonObject("node").getLong("uptimeMs");
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    @Test
    void whoComesBackToAnotherLifeOfTheNodeGetsAPicture() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/stream", "Last-Event-ID: abc-17\r\n")) {
            assertThat(reader.next(message -> true).event()).isEqualTo("picture");
        }
    }

    @Test
    void theLastQuarterOfAnHourIsThereAtOnce() throws IOException {
        try (EventReader reader = new EventReader(admin, "/api/v1/stream", "")) {
            JsonObject history = reader.next("picture").data().getJsonObject("history");
            assertThat(history.getString("scope")).isEqualTo("cluster");
            assertThat(history.getJsonArray("at")).isNotEmpty();
            assertThat(history.getJsonArray("requestsPerSecond")).hasSameSizeAs(history.getJsonArray("at"));
        }
    }
}
