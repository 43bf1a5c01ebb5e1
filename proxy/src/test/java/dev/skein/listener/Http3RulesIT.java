package dev.skein.listener;

import static dev.skein.harness.RawHttp3.data;
import static dev.skein.harness.RawHttp3.frame;
import static dev.skein.harness.RawHttp3.head;
import static dev.skein.harness.RawHttp3.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawHttp3;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What RFC 9114 and RFC 9204 forbid, and what the one policy for all versions does: each case with what comes of it. */
class Http3RulesIT {
    @TempDir
    static Path directory;

    private static TlsFixture fixture;

    @BeforeAll
    static void begins() throws Exception {
        fixture = new TlsFixture(directory);
        fixture.start(
                "protocols = [h3, h2]",
                "limits { header-bytes = 4KiB }, http3 { resets = 30, controls = 30, empties = 5 }");
    }

    @AfterAll
    static void ends() {
        fixture.close();
    }

    private static RawHttp3 client() throws Exception {
        return RawHttp3.to(fixture.node().port("web"));
    }

    /** A connection on which nothing was said yet. */
    private static RawHttp3 silent() throws Exception {
        return new RawHttp3(fixture.node().port("web"), UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static final String[] EMPTY_AUTHORITY = {
        ":method", "GET", ":scheme", "https", ":authority", "", ":path", "/", "host", "a.test"
    };

    private static Map<String, byte[]> malformed() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("a name in upper case", request("GET", "/", "X-Own", "1"));
        all.put("a line break in a value", request("GET", "/", "x-own", "1\r\nx-other: 2"));
        all.put("Connection", request("GET", "/", "connection", "close"));
        all.put("Transfer-Encoding", request("POST", "/", "transfer-encoding", "chunked"));
        all.put("Upgrade", request("GET", "/", "upgrade", "websocket"));
        all.put("TE", request("GET", "/", "te", "gzip"));
        all.put("another Host", request("GET", "/", "host", "b.test"));
        all.put("two Hosts", request("GET", "/", "host", "a.test", "host", "a.test"));
        all.put("two lengths", request("POST", "/", "content-length", "1", "content-length", "1"));
        all.put("a length without a body", request("GET", "/", "content-length", "5"));
        all.put("no :path", head(":method", "GET", ":scheme", "https", ":authority", "a.test"));
        all.put("no :method", head(":scheme", "https", ":authority", "a.test", ":path", "/"));
        all.put("no :scheme", head(":method", "GET", ":authority", "a.test", ":path", "/"));
        all.put("an empty :path", request("GET", ""));
        all.put("no :authority", head(":method", "GET", ":scheme", "https", ":path", "/"));
        all.put("an empty :authority", head(EMPTY_AUTHORITY));
        all.put("user information", head(":method", "GET", ":scheme", "https", ":authority", "u@a", ":path", "/"));
        all.put("a pseudo-header field twice", request("GET", "/", ":path", "/x"));
        all.put("one behind others", request("GET", "/", "x-own", "1", ":path", "/x"));
        all.put("an unknown one", request("GET", "/", ":own", "1"));
        all.put("one of responses", request("GET", "/", ":status", "200"));
        all.put("above the root", request("GET", "/../x"));
        all.put("an encoded slash", request("GET", "/a%2fb"));
        all.put(":protocol without CONNECT", request("GET", "/", ":protocol", "websocket"));
        return all;
    }

    @Test
    void whatIsMalformedIs400AndReachesNoServer() throws Exception {
        fixture.server.last.set("nothing");
        try (RawHttp3 client = client()) {
            for (var one : malformed().entrySet()) {
                RawHttp3.Stream answer =
                        client.open().send(one.getValue()).fin().settled();
                assertThat(answer.status()).as(one.getKey()).isEqualTo(400);
            }
        }
        assertThat(fixture.server.last.get()).isEqualTo("nothing");
    }

    @Test
    void whatIsRefusedHasTheStatusThatItHasInOtherVersions() throws Exception {
        try (RawHttp3 client = client()) {
            assertThat(client.open()
                            .send(head(":method", "CONNECT", ":authority", "a.test:443"))
                            .fin()
                            .settled()
                            .status())
                    .isEqualTo(405);
            assertThat(client.open().send(request("TRACE", "/")).fin().settled().status())
                    .isEqualTo(405);
            assertThat(client.open()
                            .send(request("GET", "/", "x-long", "a".repeat(5000)))
                            .fin()
                            .settled()
                            .status())
                    .isEqualTo(431);
            RawHttp3.Stream huge = client.open().send(request("GET", "/", "x-long", "a".repeat(60_000)));
            assertThat(huge.answered().status()).isEqualTo(431);
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
        }
    }

    private static Map<String, byte[][]> broken() {
        Map<String, byte[][]> all = new LinkedHashMap<>();
        all.put("less than Content-Length", new byte[][] {request("POST", "/echo", "content-length", "9"), data("four")
        });
        all.put("more than Content-Length", new byte[][] {request("POST", "/echo", "content-length", "2"), data("four")
        });
        all.put(
                "a pseudo-header field in trailers",
                new byte[][] {request("POST", "/echo"), data("x"), head(":path", "/")});
        all.put("a trailer in upper case", new byte[][] {request("POST", "/echo"), data("x"), head("X-Sum", "1")});
        return all;
    }

    @Test
    void aMessageInErrorIsReset() throws Exception {
        try (RawHttp3 client = client()) {
            for (var one : broken().entrySet()) {
                RawHttp3.Stream stream = client.open();
                for (byte[] part : one.getValue()) {
                    stream.send(part);
                }
                assertThat(stream.fin().settled().reset()).as(one.getKey()).isEqualTo(0x10e);
            }
            assertThat(client.open().fin().settled().reset()).isEqualTo(0x10d);
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
        }
    }

    /** Something said on a connection, and the code that it ends with. */
    private record Fatal(int code, Said said) {}

    @FunctionalInterface
    private interface Said {
        void on(RawHttp3 client) throws Exception;
    }

    private static Fatal onRequest(int code, byte[]... frames) {
        return new Fatal(code, client -> {
            client.oneWay(0).send(frame(4));
            RawHttp3.Stream stream = client.open();
            for (byte[] each : frames) {
                stream.send(each);
            }
            stream.fin();
        });
    }

    private static Fatal control(int code, byte[]... frames) {
        return new Fatal(code, client -> {
            RawHttp3.Stream control = client.oneWay(0);
            for (byte[] each : frames) {
                control.send(each);
            }
        });
    }

    private static Map<String, Fatal> fatalOnRequests() {
        byte[] get = request("GET", "/head");
        Map<String, Fatal> all = new LinkedHashMap<>();
        all.put("DATA first", onRequest(0x105, data("x")));
        all.put("SETTINGS on a request", onRequest(0x105, frame(4)));
        all.put("GOAWAY on a request", onRequest(0x105, frame(7, (byte) 0)));
        all.put("PUSH_PROMISE", onRequest(0x105, frame(5, (byte) 0)));
        all.put("PING of HTTP/2", onRequest(0x105, frame(6)));
        all.put("HEADERS behind trailers", onRequest(0x105, request("POST", "/stuck"), head("a", "b"), head("a", "b")));
        all.put("DATA behind trailers", onRequest(0x105, request("POST", "/stuck"), head("a", "b"), data("x")));
        all.put("half a frame", onRequest(0x106, get, new byte[] {0, 9, 'x'}));
        all.put("a block that is none", onRequest(0x200, frame(1, (byte) 0, (byte) 0, (byte) 0xff, (byte) 0xff)));
        all.put("a block with a table", onRequest(0x200, frame(1, (byte) 2, (byte) 0, (byte) 0x80)));
        all.put("an index without a table", onRequest(0x200, frame(1, (byte) 0, (byte) 0, (byte) 0x80)));
        return all;
    }

    private static Map<String, Fatal> fatalOnControl() {
        Map<String, Fatal> all = new LinkedHashMap<>();
        all.put("no SETTINGS first", control(0x10a, frame(7, (byte) 0)));
        all.put("SETTINGS twice", control(0x105, frame(4), frame(4)));
        all.put("DATA on the control stream", control(0x105, frame(4), data("x")));
        all.put("a setting of HTTP/2", control(0x109, frame(4, (byte) 2, (byte) 0)));
        all.put("a setting twice", control(0x109, frame(4, (byte) 6, (byte) 9, (byte) 6, (byte) 9)));
        all.put("half a setting", control(0x106, frame(4, (byte) 6)));
        all.put("a smaller MAX_PUSH_ID", control(0x108, frame(4), frame(0xd, (byte) 5), frame(0xd, (byte) 4)));
        all.put("CANCEL_PUSH", control(0x108, frame(4), frame(3, (byte) 0)));
        all.put("two control streams", new Fatal(0x103, client -> {
            client.oneWay(0).send(frame(4));
            client.oneWay(0).send(frame(4));
        }));
        all.put(
                "a control stream that ends",
                new Fatal(0x104, client -> client.oneWay(0).send(frame(4)).fin()));
        return all;
    }

    private static Map<String, Fatal> fatalOnStreams() {
        Map<String, Fatal> all = new LinkedHashMap<>();
        for (int type : new int[] {0, 2, 3}) {
            byte[] first = type == 0 ? frame(4) : new byte[0];
            all.put("critical stream " + type + " that is reset", new Fatal(0x104, client -> {
                RawHttp3.Stream critical = client.oneWay(type).send(first);
                assertThat(client.get("/head").settled().status()).isEqualTo(200);
                critical.reset(0x10c);
            }));
        }
        all.put(
                "a stream of QPACK that ends",
                new Fatal(0x104, client -> client.oneWay(2).fin()));
        all.put("our control stream stopped", new Fatal(0x104, client -> {
            client.stopControl(0x10c);
            client.get("/stuck");
        }));
        all.put("a GOAWAY that grows", control(0x108, frame(4), frame(7, (byte) 4), frame(7, (byte) 8)));
        all.put("a push", new Fatal(0x103, client -> client.oneWay(1).send(new byte[] {0})));
        all.put(
                "an entry for a table",
                new Fatal(0x201, client -> client.oneWay(2).send(new byte[] {(byte) 0xc1, 0})));
        all.put(
                "a block acknowledged",
                new Fatal(0x202, client -> client.oneWay(3).send(new byte[] {(byte) 0x80})));
        return all;
    }

    @Test
    void aConnectionInErrorEndsWithTheRightCode() throws Exception {
        Map<String, Fatal> all = fatalOnRequests();
        all.putAll(fatalOnControl());
        all.putAll(fatalOnStreams());
        for (var one : all.entrySet()) {
            try (RawHttp3 client = silent()) {
                one.getValue().said().on(client);
                assertThat(client.end())
                        .as(one.getKey())
                        .isEqualTo(one.getValue().code());
            }
        }
    }

    @Test
    void whatNobodyKnowsIsIgnored() throws Exception {
        try (RawHttp3 client = silent()) {
            client.oneWay(0)
                    .send(frame(4, (byte) 0x21, (byte) 7))
                    .send(frame(0x21))
                    .send(frame(0x40, (byte) 1));
            client.oneWay(2).send(new byte[] {0x20});
            client.oneWay(3).send(new byte[] {0x44});
            client.oneWay(0x21).send(new byte[] {1, 2, 3});
            RawHttp3.Stream stream = client.open()
                    .send(frame(0x21, (byte) 1))
                    .send(request("POST", "/echo"))
                    .send(frame(0x21))
                    .send(data("body"))
                    .send(frame(0x42, (byte) 1, (byte) 2))
                    .fin();
            assertThat(stream.settled().text()).isEqualTo("body");
        }
    }

    @Test
    void floodsEndTheConnection() throws Exception {
        Map<String, Said> floods = new LinkedHashMap<>();
        floods.put(
                "resets", client -> client.open().send(request("GET", "/stuck")).reset(0x10c));
        floods.put("answers that nobody takes", client -> client.get("/stuck").stop(0x10c));
        floods.put("frames that nobody knows", client -> client.open().send(frame(0x21)));
        floods.put(
                "malformed requests",
                client -> client.open().send(request("GET", "")).fin());
        for (var one : floods.entrySet()) {
            try (RawHttp3 client = client()) {
                for (int i = 0; i < 40 && !client.over(); i++) {
                    one.getValue().on(client);
                }
                assertThat(client.end()).as(one.getKey()).isEqualTo(0x107);
            }
        }
        try (RawHttp3 client = client()) {
            RawHttp3.Stream stream = client.open().send(request("POST", "/echo"));
            for (int i = 0; i < 10; i++) {
                stream.send(data(""));
            }
            assertThat(client.end()).isEqualTo(0x107);
        }
    }

    @Test
    void aServerNeedNotThinkForAClientThatTakesNoAnswer() throws Exception {
        // Those of other tests end first.
        await().until(() -> underWay(0));
        try (RawHttp3 client = client()) {
            RawHttp3.Stream stream = client.get("/stuck");
            await().until(() -> underWay(1));
            stream.stop(0x10c);
            await().until(() -> underWay(0));
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
        }
    }

    private static boolean underWay(int requests) {
        return fixture.node().metricsText().contains("skein_node_requests_in_flight " + requests + "\n");
    }
}
