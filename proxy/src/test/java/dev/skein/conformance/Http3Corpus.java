package dev.skein.conformance;

import dev.skein.conformance.Http2Corpus.Field;
import dev.skein.conformance.Http2Corpus.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Cases of HTTP/3: those of a file of their own, and all that can be told in fields, with the sections of its RFC. */
final class Http3Corpus {
    /** Where RFC 9114 says what RFC 9113 says. */
    private static final Map<String, String> SECTIONS = Map.of(
            "9113 §8.1", "9114 §4.1",
            "9113 §8.1.1", "9114 §4.1.2",
            "9113 §8.2.1", "9114 §4.2",
            "9113 §8.2.2", "9114 §4.2",
            "9113 §8.2.3", "9114 §4.2.1",
            "9113 §8.3", "9114 §4.3",
            "9113 §8.3.1", "9114 §4.3.1",
            "9113 §8.5", "9114 §4.4",
            "9113 §10.3", "9114 §10.3",
            "8441 §4", "9220 §3");

    /**
     * One connection.
     *
     * @param wanted as it is written in the file
     */
    record Connection(String name, String rule, String wanted, List<Part> parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What is said on one stream.
     *
     * @param type of a stream on which only the client speaks; below 0: it is a request's
     * @param words frames and bytes in hexadecimal digits, then how the stream ends
     */
    record Part(long type, List<String> words) {}

    private Http3Corpus() {}

    static List<Connection> own() {
        return Corpus.lines("http3.txt").map(Http3Corpus::parse).toList();
    }

    private static Connection parse(String line) {
        String[] parts = line.split(" \\| ", 4);
        String written = Corpus.repeated(parts[3].replace("{C}", "uni 00 0400"));
        return new Connection(
                parts[0],
                parts[1],
                parts[2],
                Arrays.stream(written.split(" // ", -1)).map(Http3Corpus::part).toList());
    }

    private static Part part(String written) {
        List<String> words = new ArrayList<>(List.of(written.split(" ", -1)));
        boolean request = words.removeFirst().equals("bidi");
        long type = request ? -1 : HexFormat.fromHexDigitsToLong(words.removeFirst()) & 0x3fff;
        return new Part(type, List.copyOf(words));
    }

    /** What HTTP/2 is tried with. */
    static List<Stream> ofHttp2() {
        return Http2Corpus.own().stream().map(Http3Corpus::encrypted).toList();
    }

    /** What HTTP/1.1 is tried with, as far as it has a head. */
    static List<Stream> translated() {
        return Http2Corpus.translated().stream().map(Http3Corpus::encrypted).toList();
    }

    private static Stream encrypted(Stream each) {
        return new Stream(
                each.name(),
                SECTIONS.getOrDefault(each.rule(), each.rule()),
                new Wanted(
                        each.wanted().statuses(),
                        each.wanted().pass(),
                        each.wanted().what().stream()
                                .map(word -> word.replace("X-Forwarded-Proto:http", "X-Forwarded-Proto:https"))
                                .toList()),
                each.fields().stream().map(Http3Corpus::encrypted).toList(),
                each.data(),
                each.trailers());
    }

    private static Field encrypted(Field field) {
        return field.name().equals(":scheme") && field.value().equals("http") ? new Field(":scheme", "https") : field;
    }
}
