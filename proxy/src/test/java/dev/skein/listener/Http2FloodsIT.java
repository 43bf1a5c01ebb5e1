package dev.skein.listener;

import static dev.skein.harness.RawHttp2.CONTINUATION;
import static dev.skein.harness.RawHttp2.DATA;
import static dev.skein.harness.RawHttp2.HEADERS;
import static dev.skein.harness.RawHttp2.PING;
import static dev.skein.harness.RawHttp2.PRIORITY;
import static dev.skein.harness.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that make much work with little of their own: each ends with ENHANCE_YOUR_CALM. */
class Http2FloodsIT extends Http2Bed {
    private static final String CALM = " 11";

    /** One drop of a flood. */
    @FunctionalInterface
    private interface Drop {
        void fall(RawHttp2 client, int number) throws Exception;
    }

    @Override
    ScriptedServer first() throws IOException {
        return ScriptedServer.of(peer -> {
            while (peer.request().startsWith("GET /ok")) {
                peer.send(ScriptedServer.ok("ok"));
            }
            peer.rest();
        });
    }

    @BeforeEach
    void nodeBegins() throws Exception {
        fixture.startBefore(server.port(), "http2 { resets = 20, controls = 20, continuations = 8, empties = 8 }");
    }

    private static Map<String, Drop> floods() {
        Map<String, Drop> all = new LinkedHashMap<>();
        all.put("SETTINGS", (c, i) -> c.settings(3, 100));
        all.put("PING", (c, i) -> c.send(PING, 0, 0, new byte[8]));
        all.put("PRIORITY", (c, i) -> c.send(PRIORITY, 0, 9, new byte[5]));
        all.put("unknown frames", (c, i) -> c.send(99, 0, 0));
        all.put("rapid reset", (c, i) -> {
            c.get(2 * i + 1, "/");
            c.reset(2 * i + 1, 8);
        });
        all.put("resets that we are made to do", (c, i) -> {
            c.get(2 * i + 1, "/");
            c.windowUpdate(2 * i + 1, 0);
        });
        all.put("malformed requests", (c, i) -> c.get(2 * i + 1, "/", "connection: close"));
        all.put("empty DATA", (c, i) -> {
            if (i == 0) {
                c.post(1, "/");
            }
            c.send(DATA, 0, 1);
        });
        all.put("padding only", (c, i) -> {
            if (i == 0) {
                c.post(1, "/");
            }
            c.send(DATA, RawHttp2.PADDED, 1, (byte) 1, (byte) 0);
        });
        all.put("CONTINUATION", (c, i) -> c.send(i == 0 ? HEADERS : CONTINUATION, 0, 1, request("GET", "/")));
        all.put("empty CONTINUATION", (c, i) -> c.send(i == 0 ? HEADERS : CONTINUATION, 0, 1));
        return all;
    }

    @Test
    void everyFloodEndsTheConnection() throws Exception {
        for (var flood : floods().entrySet()) {
            try (RawHttp2 client = fixture.raw().hello()) {
                pour(client, flood.getValue());
                assertThat(client.saw("goaway")).as(flood.getKey()).isTrue();
                assertThat(client.events.getLast()).as(flood.getKey()).endsWith(CALM);
            }
        }
        await().until(() -> server.open.get() == 0);
        try (RawHttp2 client = fixture.raw().hello()) {
            client.get(1, "/ok");
            assertThat(client.settled(1).text()).isEqualTo("ok");
        }
    }

    private static void pour(RawHttp2 client, Drop drop) throws Exception {
        try {
            for (int i = 0; i < 25; i++) {
                drop.fall(client, i);
            }
        } catch (IOException e) {
            // The proxy has had enough, perhaps before we have.
        }
    }

    @Test
    void windowsThatCutABodyIntoCrumbsEndTheConnection() throws Exception {
        fixture.close();
        ScriptedServer large = ScriptedServer.answering("x".repeat(1000));
        fixture.startBefore(large.port(), "http2.controls = 20");
        // 4: INITIAL_WINDOW_SIZE.
        try (RawHttp2 client = fixture.raw().hello(4, 1)) {
            client.get(1, "/");
            for (int i = 0; i < 30 && client.count("goaway") == 0; i++) {
                int frames = client.answer(1).frames;
                while (client.answer(1).frames == frames && client.count("goaway") == 0 && client.next()) {
                    // One byte a frame.
                }
                if (client.count("goaway") == 0) {
                    client.windowUpdate(1, 1);
                }
            }
            assertThat(client.saw("goaway")).isTrue();
            assertThat(client.events.getLast()).endsWith(CALM);
            assertThat(client.answer(1).body.size()).isBetween(15, 25);
        }
        large.close();
    }

    @Test
    void pingsBesideABodyAreNoFlood() throws Exception {
        fixture.close();
        ScriptedServer large = ScriptedServer.answering("x".repeat(4 << 20));
        fixture.startBefore(large.port(), "http2.controls = 20");
        // What clients do that measure the line: a ping for each frame or two, while data flows.
        try (RawHttp2 client = fixture.raw().hello(4, 1 << 20)) {
            client.windowUpdate(0, 1 << 30);
            client.get(1, "/");
            client.windowUpdate(1, 1 << 30);
            int pinged = 0;
            while (!client.answer(1).ended && client.next()) {
                if (client.answer(1).frames / 2 > pinged) {
                    pinged++;
                    client.send(PING, 0, 0, new byte[8]);
                }
            }
            assertThat(client.answer(1).body.size()).isEqualTo(4 << 20);
            assertThat(pinged).isGreaterThan(50);
        }
        large.close();
    }
}
