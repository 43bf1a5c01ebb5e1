package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream: a picture first, then what changes; and on from where one left off. */
class StreamIT {
    private AdminNode admin;

    /** One event as it came. */
    private record Message(String event, String id, JsonObject data) {}

    private static final class Reader implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Reader(AdminNode admin, String fields) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), admin.node.adminPort());
            socket.setSoTimeout(10_000);
            String head = "GET /api/v1/stream HTTP/1.1\r\n" + admin.host() + fields + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        Message next(Predicate<Message> wanted) throws IOException {
            String event = "";
            String id = "";
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream ended");
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    Message message = new Message(event, id, new JsonObject(line.substring(6)));
                    if (wanted.test(message)) {
                        return message;
                    }
                }
            }
        }

        Message next(String event) throws IOException {
            return next(message -> message.event.equals(event));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        admin = AdminNode.start(directory, "");
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
    }

    private String key() {
        return "shop/" + admin.one.address().replace("\"", "");
    }

    private void drain() throws IOException {
        admin.send("PUT", AdminNode.path(admin.one, "/admin-state"), "{\"state\":\"drain\"}");
    }

    @Test
    void aPictureComesFirstThenWhatChangesAndTheJournal() throws IOException {
        try (Reader reader = new Reader(admin, "")) {
            JsonObject picture = reader.next(message -> true).data;
            assertThat(picture.getString("scope")).isEqualTo("cluster");
            assertThat(picture.getJsonObject("rows").fieldNames()).contains("shop", key());
            assertThat(picture.getJsonObject("overview").getString("sentence"))
                    .startsWith("A single node; 1 of 1 pool whole, 2 of 2 servers serving");
            drain();
            JsonObject row = reader.next(message ->
                            message.data.getJsonObject("rows", new JsonObject()).containsKey(key()))
                    .data
                    .getJsonObject("rows")
                    .getJsonObject(key());
            assertThat(row.getString("state")).isEqualTo("draining");
            assertThat(reader.next("journal").data.encode()).contains("server-state-wished");
        }
    }

    @Test
    void whatDoesNotChangeIsNotToldAgain() throws IOException {
        try (Reader reader = new Reader(admin, "")) {
            reader.next("picture");
            assertThat(reader.next("tick").data.containsKey("rows")).isFalse();
        }
    }

    @Test
    void whoComesBackGetsWhatTheyMissed() throws IOException {
        try (Reader staying = new Reader(admin, "");
                Reader other = new Reader(admin, "")) {
            staying.next("picture");
            String last = other.next("tick").id;
            drain();
            staying.next("journal");
            try (Reader back = new Reader(admin, "Last-Event-ID: " + last + "\r\n")) {
                Message first = back.next(message -> true);
                assertThat(first.event).isEqualTo("tick");
                assertThat(number(first.id)).isEqualTo(number(last) + 1);
                assertThat(back.next("journal").data.encode()).contains("server-state-wished");
            }
        }
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    @Test
    void whoComesBackToAnotherLifeOfTheNodeGetsAPicture() throws IOException {
        try (Reader reader = new Reader(admin, "Last-Event-ID: abc-17\r\n")) {
            assertThat(reader.next(message -> true).event).isEqualTo("picture");
        }
    }

    @Test
    void theLastQuarterOfAnHourIsThereAtOnce() throws IOException {
        try (Reader reader = new Reader(admin, "")) {
            JsonObject history = reader.next("picture").data.getJsonObject("history");
            assertThat(history.getString("scope")).isEqualTo("cluster");
            assertThat(history.getJsonArray("at")).isNotEmpty();
            assertThat(history.getJsonArray("requestsPerSecond")).hasSameSizeAs(history.getJsonArray("at"));
        }
    }
}
