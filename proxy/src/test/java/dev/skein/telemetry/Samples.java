package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Outcome;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Outcomes as the exchange would fill them in. */
final class Samples {
    /** 2026-11-21T10:31:02.123Z. */
    static final long EPOCH_MILLIS = 1_795_257_062_123L;

    private Samples() {}

    static ClientAddress client() {
        try {
            return ClientAddress.of(InetAddress.getByName("192.0.2.7"), 40000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A good GET, 1.3 ms, over a reused connection. */
    static Outcome good() {
        return good(
                "GET",
                "shop.example.com",
                "/cart/items?id=7",
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
                "accept",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "referer",
                "https://shop.example.com/");
    }

    static Outcome good(String method, String host, String target, String... fields) {
        Outcome outcome = new Outcome();
        outcome.clear();
        outcome.request = new Head(method, host, target, fields);
        outcome.client = client();
        outcome.listener = "https";
        outcome.route = "shop";
        outcome.server = new ServerKey("shop", "10.0.2.11:8080");
        outcome.secure = true;
        outcome.requestId = 0x0123456789abcdefL;
        outcome.status = 200;
        outcome.attempts = 1;
        outcome.reused = true;
        outcome.bytesIn = 412;
        outcome.bytesOut = 10_321;
        outcome.startEpochMillis = EPOCH_MILLIS;
        outcome.queueNanos = 0;
        outcome.firstByteNanos = 1_234_567;
        outcome.totalNanos = 1_300_999;
        return outcome;
    }

    /** A head laid out in one array, one Latin-1 byte a char. */
    static final class Head implements RequestView {
        private final byte[] bytes;
        private final int[] marks;
        private final boolean query;

        Head(String method, String host, String target, String... fields) {
            int question = target.indexOf('?');
            query = question >= 0;
            String path = query ? target.substring(0, question) : target;
            String search = query ? target.substring(question + 1) : "";
            List<String> parts = new java.util.ArrayList<>(List.of(method, host, path, search));
            parts.addAll(List.of(fields));
            marks = new int[parts.size() * 2];
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                marks[2 * i] = all.length();
                all.append(parts.get(i));
                marks[2 * i + 1] = all.length();
                all.append(' ');
            }
            bytes = all.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public int methodStart() {
            return marks[0];
        }

        @Override
        public int methodEnd() {
            return marks[1];
        }

        @Override
        public int hostStart() {
            return marks[2];
        }

        @Override
        public int hostEnd() {
            return marks[3];
        }

        @Override
        public int hostPort() {
            return -1;
        }

        @Override
        public int pathStart() {
            return marks[4];
        }

        @Override
        public int pathEnd() {
            return marks[5];
        }

        @Override
        public int queryStart() {
            return marks[6];
        }

        @Override
        public int queryEnd() {
            return marks[7];
        }

        @Override
        public boolean hasQuery() {
            return query;
        }

        @Override
        public int fieldCount() {
            return (marks.length - 8) / 4;
        }

        @Override
        public int nameStart(int field) {
            return marks[8 + 4 * field];
        }

        @Override
        public int nameEnd(int field) {
            return marks[9 + 4 * field];
        }

        @Override
        public int valueStart(int field) {
            return marks[10 + 4 * field];
        }

        @Override
        public int valueEnd(int field) {
            return marks[11 + 4 * field];
        }

        @Override
        public ClientAddress client() {
            return Samples.client();
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP_1_1;
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public String toString() {
            return Ascii.string(bytes, 0, bytes.length);
        }
    }
}
