package dev.skein.listener;

import static dev.skein.harness.RawHttp2.ACK;
import static dev.skein.harness.RawHttp2.CONTINUATION;
import static dev.skein.harness.RawHttp2.DATA;
import static dev.skein.harness.RawHttp2.END_HEADERS;
import static dev.skein.harness.RawHttp2.END_STREAM;
import static dev.skein.harness.RawHttp2.GOAWAY;
import static dev.skein.harness.RawHttp2.HEADERS;
import static dev.skein.harness.RawHttp2.PADDED;
import static dev.skein.harness.RawHttp2.PING;
import static dev.skein.harness.RawHttp2.PRIORITISED;
import static dev.skein.harness.RawHttp2.PRIORITY;
import static dev.skein.harness.RawHttp2.RST_STREAM;
import static dev.skein.harness.RawHttp2.SETTINGS;
import static dev.skein.harness.RawHttp2.WINDOW_UPDATE;
import static dev.skein.harness.RawHttp2.number;
import static dev.skein.harness.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.http2.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that break the rules, and how far the damage goes; sections are those of RFC 9113. */
class Http2FramesIT extends Http2Bed {
    @FunctionalInterface
    private interface Offence {
        void commit(RawHttp2 client) throws Exception;

        default Offence then(Offence next) {
            return client -> {
                commit(client);
                next.commit(client);
            };
        }

        default Offence after(Offence first) {
            return first.then(this);
        }
    }

    @Override
    ScriptedServer first() throws IOException {
        return ScriptedServer.answering("ok");
    }

    @BeforeEach
    void nodeBegins() throws Exception {
        fixture.startBefore(server.port(), "");
    }

    private static Map<String, Offence> offencesOfFrames() {
        Map<String, Offence> all = new LinkedHashMap<>();
        all.put("1 5.1.1 an even stream", c -> c.send(HEADERS, END_HEADERS | END_STREAM, 2, request("GET", "/")));
        all.put("1 5.1.1 a stream below the last", c -> {
            c.get(5, "/");
            c.get(3, "/");
        });
        all.put("1 5.1 DATA on an idle stream", c -> c.data(1, true, "x"));
        all.put("1 5.1 RST_STREAM on an idle stream", c -> c.reset(1, 0));
        all.put("1 5.1 WINDOW_UPDATE on an idle stream", c -> c.windowUpdate(1, 1));
        all.put("1 6.1 DATA on stream 0", c -> c.data(0, true, "x"));
        all.put("1 6.1 padding as long as its frame", c -> {
            c.post(1, "/");
            c.send(DATA, PADDED, 1, (byte) 1);
        });
        all.put("1 6.2 HEADERS on stream 0", c -> c.send(HEADERS, END_HEADERS, 0, request("GET", "/")));
        all.put(
                "1 6.2 padding as long as its HEADERS",
                c -> c.send(HEADERS, END_HEADERS | PADDED, 1, (byte) 5, (byte) 0));
        all.put("1 6.3 PRIORITY on stream 0", c -> c.send(PRIORITY, 0, 0, new byte[5]));
        all.put("1 6.4 RST_STREAM on stream 0", c -> c.reset(0, 0));
        all.put("6 6.4 RST_STREAM of another length", c -> {
            c.post(1, "/");
            c.send(RST_STREAM, 0, 1, new byte[3]);
        });
        all.put("6 6.5 SETTINGS of another length", c -> c.send(SETTINGS, 0, 0, new byte[5]));
        all.put("6 6.5 SETTINGS acknowledged with a payload", c -> c.send(SETTINGS, 1, 0, new byte[6]));
        all.put("1 6.5 SETTINGS on a stream", c -> c.send(SETTINGS, 0, 1));
        all.put("1 6.6 PUSH_PROMISE", c -> c.send(5, END_HEADERS, 1, new byte[4]));
        all.put("6 6.7 PING of another length", c -> c.send(PING, 0, 0, new byte[7]));
        all.put("1 6.7 PING on a stream", c -> c.send(PING, 0, 1, new byte[8]));
        all.put("1 6.8 GOAWAY on a stream", c -> c.send(GOAWAY, 0, 1, new byte[8]));
        all.put("1 6.9 WINDOW_UPDATE by 0", c -> c.windowUpdate(0, 0));
        all.put("6 6.9 WINDOW_UPDATE of another length", c -> c.send(WINDOW_UPDATE, 0, 0, new byte[3]));
        all.put("3 6.9.1 a window too large", c -> c.windowUpdate(0, Integer.MAX_VALUE));
        all.put("6 4.2 a frame too long", c -> c.sendHead(16_385, DATA, 0, 1));
        return all;
    }

    private static Map<String, Offence> offencesOfBlocksAndSettings() {
        Map<String, Offence> all = new LinkedHashMap<>();
        all.put("1 6.5.2 ENABLE_PUSH of 2", c -> c.settings(2, 2));
        all.put("3 6.5.2 INITIAL_WINDOW_SIZE too large", c -> c.settings(4, 1 << 31));
        all.put("1 6.5.2 MAX_FRAME_SIZE too small", c -> c.settings(5, 16_383));
        all.put("3 6.9.2 a change that makes a window too large", c -> {
            c.post(1, "/");
            c.windowUpdate(1, Integer.MAX_VALUE - 65_535);
            c.settings(4, 65_536);
        });
        all.put("1 6.10 CONTINUATION without HEADERS", c -> c.send(CONTINUATION, END_HEADERS, 1));
        all.put("1 6.10 CONTINUATION of another stream", c -> {
            c.send(HEADERS, 0, 1, request("GET", "/"));
            c.send(CONTINUATION, END_HEADERS, 3);
        });
        all.put("1 6.10 another frame within a block", c -> {
            c.send(HEADERS, 0, 1, request("GET", "/"));
            c.send(PING, 0, 0, new byte[8]);
        });
        all.put("1 5.5 an unknown frame within a block", c -> {
            c.send(HEADERS, 0, 1, request("GET", "/"));
            c.send(77, 0, 0);
        });
        all.put("9 4.3 a malformed block", c -> c.send(HEADERS, END_HEADERS | END_STREAM, 1, (byte) 0x80));
        all.put("9 4.3 a block cut off", c -> c.send(HEADERS, END_HEADERS | END_STREAM, 1, (byte) 0x40));
        all.put("5 5.1 HEADERS on a closed stream", c -> {
            c.get(1, "/");
            c.settled(1);
            c.get(1, "/");
        });
        all.put("5 5.1 DATA on a closed stream", c -> {
            c.get(1, "/");
            c.settled(1);
            c.data(1, true, "x");
        });
        return all;
    }

    /** Each as what it is put behind, and the frame that has no place there. */
    private static Map<String, Offence> offencesOfOrder() {
        Offence closing = c -> {
            c.post(1, "/");
            c.reset(1, ErrorCode.CANCEL);
        };
        Offence block = c -> c.send(HEADERS, 0, 1, request("POST", "/"));
        Offence continuation = c -> c.send(CONTINUATION, END_HEADERS, 1);
        Map<String, Offence> all = new LinkedHashMap<>();
        all.put("5 5.1 DATA behind RST_STREAM", closing.then(c -> c.data(1, true, "x")));
        all.put("5 5.1 HEADERS behind RST_STREAM", closing.then(c -> c.get(1, "/")));
        all.put("1 5.1 CONTINUATION behind RST_STREAM", closing.then(continuation));
        all.put("1 5.1 CONTINUATION on a half-closed stream", continuation.after(c -> c.get(1, "/")));
        all.put("1 5.1 CONTINUATION on a closed stream", continuation.after(c -> {
            c.get(1, "/");
            c.settled(1);
        }));
        all.put("1 6.10 CONTINUATION behind a whole block", continuation.after(c -> c.post(1, "/")));
        all.put(
                "1 6.10 CONTINUATION behind the last one",
                block.then(continuation).then(continuation));
        all.put("1 6.10 CONTINUATION behind DATA", continuation.after(c -> {
            c.post(1, "/");
            c.data(1, false, "x");
        }));
        all.put("1 6.10 CONTINUATION on stream 0", block.then(c -> c.send(CONTINUATION, END_HEADERS, 0)));
        all.put("1 6.2 PRIORITY within a block", block.then(c -> c.send(PRIORITY, 0, 1, new byte[5])));
        all.put("1 6.2 HEADERS within a block", block.then(c -> c.get(3, "/")));
        all.put("6 4.2 HEADERS too long", c -> c.sendHead(16_385, HEADERS, END_HEADERS, 1));
        all.put("1 6.5.2 MAX_FRAME_SIZE too large", c -> c.settings(5, 1 << 24));
        return all;
    }

    @Test
    void offencesAgainstTheConnectionEndItWithTheirCode() throws Exception {
        Map<String, Offence> all = offencesOfFrames();
        all.putAll(offencesOfBlocksAndSettings());
        all.putAll(offencesOfOrder());
        for (var offence : all.entrySet()) {
            try (RawHttp2 client = fixture.raw().hello()) {
                offence.getValue().commit(client);
                String code = offence.getKey().substring(0, offence.getKey().indexOf(' '));
                assertThat(client.saw("goaway")).as(offence.getKey()).isTrue();
                assertThat(client.events.getLast()).as(offence.getKey()).endsWith(" " + code);
            }
        }
        try (RawHttp2 client = fixture.raw().hello()) {
            client.get(1, "/");
            assertThat(client.settled(1).text()).isEqualTo("ok");
        }
    }

    private static Map<String, Offence> offencesOfStreams() {
        Map<String, Offence> all = new LinkedHashMap<>();
        all.put("5 5.1 DATA on a half-closed stream", c -> {
            c.get(1, "/slow");
            c.data(1, true, "x");
        });
        all.put("5 5.1 HEADERS on a half-closed stream", c -> {
            c.get(1, "/slow");
            c.get(1, "/");
        });
        all.put("6 6.3 PRIORITY of another length", c -> {
            c.post(1, "/");
            c.send(PRIORITY, 0, 1, new byte[4]);
        });
        all.put("1 5.3.1 PRIORITY on itself", c -> {
            c.post(1, "/");
            c.send(PRIORITY, 0, 1, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 9);
        });
        all.put("1 5.3.1 HEADERS on itself", c -> {
            byte[] onItself = {0, 0, 0, 1, 9};
            c.send(HEADERS, END_HEADERS | PRIORITISED, 1, joined(onItself, request("POST", "/")));
        });
        all.put("1 6.9 WINDOW_UPDATE by 0", c -> {
            c.post(1, "/");
            c.windowUpdate(1, 0);
        });
        all.put("3 6.9.1 a window too large", c -> {
            c.post(1, "/");
            c.windowUpdate(1, Integer.MAX_VALUE);
        });
        all.put("1 8.1 trailers that do not end the stream", c -> {
            c.post(1, "/");
            c.send(HEADERS, END_HEADERS, 1, RawHttp2.block("x: y"));
        });
        all.put("1 8.1 a pseudo-header field in trailers", c -> {
            c.post(1, "/");
            c.send(HEADERS, END_HEADERS | END_STREAM, 1, RawHttp2.block(":path: /"));
        });
        return all;
    }

    private static byte[] joined(byte[] first, byte... second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    @Test
    void offencesAgainstAStreamEndOnlyThatOne() throws Exception {
        ScriptedServer patient = ScriptedServer.of(peer -> {
            while (peer.request().startsWith("GET /ok")) {
                peer.send(ScriptedServer.ok("ok"));
            }
            peer.rest();
        });
        fixture.close();
        fixture.startBefore(patient.port(), "");
        for (var offence : offencesOfStreams().entrySet()) {
            try (RawHttp2 client = fixture.raw().hello()) {
                offence.getValue().commit(client);
                String code = offence.getKey().substring(0, offence.getKey().indexOf(' '));
                assertThat(client.broken(1).reset + "").as(offence.getKey()).isEqualTo(code);
                client.get(3, "/ok");
                assertThat(client.settled(3).text()).as(offence.getKey()).isEqualTo("ok");
            }
        }
        patient.close();
    }

    @Test
    void whatNobodyKnowsIsIgnored() throws Exception {
        try (RawHttp2 client = fixture.raw().hello(0xabcd, 7, 1, 0)) {
            client.send(77, 0xff, 0, new byte[3]);
            client.send(77, 0xff, 99, new byte[16_000]);
            client.send(PRIORITY, 0, 7, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 9);
            client.send(PING, 0xfe, 0, new byte[8]);
            client.send(PING, 0, 1 << 31, new byte[8]);
            client.get(1, "/");
            client.send(PRIORITY, 0, 1, (byte) 0x80, (byte) 0, (byte) 0, (byte) 3, (byte) 255);
            assertThat(client.settled(1).text()).isEqualTo("ok");
            client.send(PRIORITY, 0, 1, new byte[5]);
            client.get(3, "/");
            assertThat(client.settled(3).heads.getFirst()).containsExactly(":status: 200", "content-length: 2");
        }
    }

    @Test
    void section653TheLastOfSeveralValuesHoldsAndIsAcknowledged() throws Exception {
        try (RawHttp2 client = fixture.raw().hello(4, 100, 4, 1)) {
            assertThat(client.saw("settings-ack")).isTrue();
            client.get(1, "/");
            while (client.answer(1).text().isEmpty()) {
                assertThat(client.next()).isTrue();
            }
            assertThat(client.settle().answer(1).text()).isEqualTo("o");
            client.windowUpdate(1, 1);
            assertThat(client.settled(1).text()).isEqualTo("ok");
        }
    }

    @Test
    void section67AnAnswerToAPingHasNone() throws Exception {
        try (RawHttp2 client = fixture.raw().hello()) {
            client.send(PING, ACK, 0, new byte[8]);
            assertThat(client.settle().count("ping-ack")).isEqualTo(1);
        }
    }

    @Test
    void section541WhoBreaksTheRulesIsDisconnected() throws Exception {
        try (RawHttp2 client = fixture.raw().hello()) {
            client.send(PING, 0, 0, new byte[7]);
            client.drain();
            assertThat(client.events).contains("goaway 0 6");
        }
    }

    @Test
    void section7UnknownCodesAreTakenForAnyOther() throws Exception {
        try (RawHttp2 client = fixture.raw().hello()) {
            client.post(1, "/");
            client.reset(1, 0xff);
            client.get(3, "/");
            client.send(GOAWAY, 0, 0, joined(number(0), number(0xff)));
            assertThat(client.settled(3).text()).isEqualTo("ok");
        }
    }

    @Test
    void section34WithoutThePrefaceNothingIsServed() throws Exception {
        try (RawHttp2 client = fixture.raw()) {
            client.sendRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(client.saw("goaway 0 1")).isTrue();
        }
        try (RawHttp2 client = fixture.raw()) {
            client.sendRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            client.send(PING, 0, 0, new byte[8]);
            assertThat(client.saw("goaway 0 1")).isTrue();
        }
        assertThat(server.requests).isEmpty();
    }

    @Test
    void streamsBeyondTheLimitAreRefused() throws Exception {
        ScriptedServer silent = ScriptedServer.of(peer -> {
            peer.request();
            peer.rest();
        });
        fixture.close();
        fixture.startBefore(silent.port(), "http2.max-streams = 2");
        try (RawHttp2 client = fixture.raw().hello()) {
            client.get(1, "/");
            client.get(3, "/");
            client.get(5, "/");
            assertThat(client.broken(5).reset).isEqualTo(ErrorCode.REFUSED_STREAM);
            client.reset(1, ErrorCode.CANCEL);
            client.get(7, "/");
            client.settle();
            assertThat(client.answer(7).reset).isNegative();
        }
        silent.close();
    }

    @Test
    void section69AFrameLargerThanTheStreamsWindowIsAnError() throws Exception {
        fixture.close();
        fixture.startBefore(server.port(), "http2 { stream-window = 16KiB, max-frame = 64KiB }");
        try (RawHttp2 client = fixture.raw().hello()) {
            // Our settings are known to the client from here on.
            client.settle().settle();
            client.post(1, "/");
            client.send(DATA, 0, 1, new byte[20_000]);
            assertThat(client.broken(1).reset).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
            client.sendRaw(number(0x00ffff00));
            client.sendRaw((byte) 0);
            client.sendRaw(number(1));
            // What is left of a frame of a stream that is gone is skipped.
            client.sendRaw(new byte[0xffff]);
            client.settle();
            client.get(3, "/");
            assertThat(client.settled(3).text()).isEqualTo("ok");
        }
    }
}
