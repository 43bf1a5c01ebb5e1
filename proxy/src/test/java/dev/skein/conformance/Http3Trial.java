package dev.skein.conformance;

import dev.skein.conformance.Http2Corpus.Field;
import dev.skein.conformance.Http2Corpus.Stream;
import dev.skein.conformance.Http3Corpus.Connection;
import dev.skein.conformance.Http3Corpus.Part;
import dev.skein.harness.RawHttp3;
import dev.skein.http3.Http3Error;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts cases before a node over HTTP/3. */
final class Http3Trial implements AutoCloseable {
    private final int port;
    /** For one stream after the other, as long as it goes on. */
    private @Nullable RawHttp3 shared;

    Http3Trial(int port) {
        this.port = port;
    }

    /** The status, or what the stream was reset with. */
    String of(Stream each) throws Exception {
        RawHttp3.Stream stream = connection().open();
        stream.send(head(each.fields()));
        for (String data : each.data()) {
            stream.send(RawHttp3.data(data));
        }
        if (!each.trailers().isEmpty()) {
            stream.send(head(each.trailers()));
        }
        return outcome(stream.fin().settled());
    }

    private static String outcome(RawHttp3.Stream stream) {
        return stream.reset() >= 0 ? "reset " + name((int) stream.reset()) : String.valueOf(stream.status());
    }

    /** Another stream of the same connection. */
    RawHttp3.Stream canary() throws Exception {
        return connection().get(RecordingServer.CANARY).settled();
    }

    private RawHttp3 connection() throws Exception {
        RawHttp3 open = shared;
        if (open == null || open.over()) {
            close();
            open = RawHttp3.to(port);
            shared = open;
        }
        return open;
    }

    private static byte[] head(List<Field> fields) {
        return RawHttp3.head(fields.stream()
                .flatMap(field -> List.of(field.name(), field.value()).stream())
                .toArray(String[]::new));
    }

    /** A connection of its own: what became of the last request, and of the connection. */
    String of(Connection each) throws Exception {
        try (RawHttp3 client = new RawHttp3(port, UnaryOperator.identity(), UnaryOperator.identity())) {
            RawHttp3.Stream request = null;
            for (Part part : each.parts()) {
                RawHttp3.Stream stream = part.type() < 0 ? client.open() : client.oneWay(part.type());
                part.words().forEach(word -> say(stream, word));
                request = part.type() < 0 ? stream : request;
            }
            if (each.wanted().startsWith("close")) {
                return "close " + name(client.end());
            }
            String outcome =
                    request == null || each.wanted().equals("ignored") ? "ignored" : outcome(request.settled());
            int canary = client.get(RecordingServer.CANARY).settled().status();
            return canary == 200 ? outcome : outcome + ", canary " + canary;
        }
    }

    private static void say(RawHttp3.Stream stream, String word) {
        switch (word) {
            case "fin" -> stream.fin();
            case "reset" -> stream.reset(Http3Error.REQUEST_CANCELLED);
            case "stop" -> stream.stop(Http3Error.REQUEST_CANCELLED);
            case "{GET}" -> stream.send(RawHttp3.request("GET", "/"));
            case "{POST}" -> stream.send(RawHttp3.request("POST", "/p"));
            case "{DATA}" -> stream.send(RawHttp3.data("hello"));
            default -> stream.send(HexFormat.of().parseHex(word));
        }
    }

    /** As RFC 9114 §8.1 and RFC 9204 §6 call it. */
    private static String name(int code) {
        for (var field : Http3Error.class.getFields()) {
            try {
                if (field.getInt(null) == code) {
                    return field.getName().startsWith("QPACK") ? field.getName() : "H3_" + field.getName();
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return "0x" + Integer.toHexString(code);
    }

    @Override
    public void close() {
        RawHttp3 open = shared;
        if (open != null) {
            open.close();
        }
    }
}
